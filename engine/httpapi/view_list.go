package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/encode"
)

// view is one relation of the catalogue that can be asked without SQL: a view, a table macro, or both under one name.
type view struct {
	Name      string         `json:"name"`
	Family    string         `json:"family" about:"views about one subject"`
	Summary   string         `json:"summary"`
	Grain     string         `json:"grain" about:"what one row is"`
	Arguments []viewArgument `json:"arguments" about:"what may be given as NAME=value; empty takes none"`
	Columns   []viewColumn   `json:"columns" about:"what may be filtered by NAME=value, NAME.gte=value and so on"`
	Example   string         `json:"example" about:"a statement for /v1/query"`
	Needs     []string       `json:"needs" about:"input tables without which it has no rows"`
	Notes     string         `json:"notes"`

	macro bool // can be called with arguments
	plain bool // can stand without parentheses
}

// viewArgument is one argument of a table macro.
type viewArgument struct {
	Name     string  `json:"name"`
	Type     string  `json:"type" about:"of DuckDB"`
	Unit     string  `json:"unit"`
	Default  *string `json:"default" about:"as SQL; null where one has to be given"`
	Required bool    `json:"required"`
	Text     string  `json:"text"`
}

// viewColumn is one column of a view.
type viewColumn struct {
	Name string `json:"name"`
	Type string `json:"type" about:"of DuckDB"`
	Unit string `json:"unit"`
	Text string `json:"text"`
}

// viewSetting is a setting that may be given with any view.
type viewSetting struct {
	Name    string  `json:"name"`
	Type    string  `json:"type" about:"date, timestamp, integer, decimal, flag, text, decimals or texts"`
	Default *string `json:"default" about:"null where it follows from the ledger"`
	Allowed *string `json:"allowed" about:"words with commas between; null takes any value of the type"`
	Text    string  `json:"text"`
}

// viewBook is what the catalogue of a database says of its views and settings.
type viewBook struct {
	views    []view // by name
	settings []viewSetting
}

// readViewBook reads the catalogue. It changes only when a database is opened.
func readViewBook(ctx context.Context, e *engine.Engine) (book *viewBook, err error) {
	session, err := e.ReadOnlySession(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, session.Close()) }()
	rows, err := readRows[struct {
		view
		Kind string
	}](ctx, session, `SELECT o.name, o.kind, o.family, o.summary, coalesce(o.grain, '') AS grain, o.columns, o.arguments,
			coalesce(o.example, '') AS example, o.needs, coalesce(o.notes, '') AS notes
		FROM landscape_base.objects AS o WHERE o.kind IN ('view', 'table_macro') ORDER BY o.name, o.kind`)
	if err != nil {
		return nil, err
	}
	book = &viewBook{}
	for _, row := range rows { // a table macro comes before the view of its name
		if n := len(book.views); n > 0 && book.views[n-1].Name == row.Name {
			book.views[n-1].plain = true
			continue
		}
		for i, a := range row.Arguments {
			row.Arguments[i].Required = a.Default == nil
		}
		row.macro, row.plain = row.Kind == "table_macro", row.Kind == "view"
		book.views = append(book.views, row.view)
	}
	book.settings, err = readRows[viewSetting](ctx, session, `SELECT d.name, d.type, d.default_value AS "default", d.allowed, d.meaning AS text
		FROM landscape_base.setting_defaults AS d WHERE d.applies = 'query' ORDER BY d.name`)
	return book, err
}

// readRows reads the rows of a statement of ours into values with the columns' names.
func readRows[T any](ctx context.Context, session *engine.Session, sql string) ([]T, error) {
	return readRowsOf[T](ctx, session, sql, nil)
}

// readRowsOf is readRows of a statement with parameters.
func readRowsOf[T any](ctx context.Context, session *engine.Session, sql string, params map[string]any) ([]T, error) {
	result, err := session.Query(ctx, sql, params)
	if err != nil {
		return nil, err
	}
	defer result.Release()
	var text bytes.Buffer
	if _, err := encode.Write(&text, encode.JSON, result, encode.Options{}); err != nil {
		return nil, err
	}
	var rows []T
	return rows, json.Unmarshal(text.Bytes(), &rows)
}

// find returns the view of a name, or an error that names those of who that it may have been meant for.
func (b *viewBook) find(name string, who principal) (*view, error) {
	at, found := slices.BinarySearchFunc(b.views, name, func(v view, name string) int { return strings.Compare(v.Name, name) })
	if found {
		return &b.views[at], nil
	}
	var names []string
	for _, v := range b.views {
		if who.mayRead(v.Name) {
			names = append(names, v.Name)
		}
	}
	return nil, unknown(notFound, "view", name, names).hinted("GET /v1/views lists them all.")
}
