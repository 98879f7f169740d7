package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/engine"
)

func (s *Server) catalogRoutes() []route {
	schemaPart, tablePart := option{name: "schema", in: "path", text: "the name of a schema, such as main"}, option{name: "table", in: "path", text: "the name of a table or view"}
	return []route{
		{method: http.MethodGet, path: "/v1/catalog", needs: read, serve: (*call).getCatalog,
			summary: "The schemas of the database.", doc: operation{answers: tagged[catalogSchemas]("The schemas")}},
		{method: http.MethodGet, path: "/v1/catalog/{schema}", needs: read, serve: (*call).getCatalogSchema,
			summary: "The tables and views of one schema.",
			doc:     operation{options: []option{schemaPart}, answers: tagged[catalogSchema]("The tables and views by name")}},
		{method: http.MethodGet, path: "/v1/catalog/{schema}/{table}", needs: read, serve: (*call).getCatalogTable,
			summary: "One table or view with the types, units and meanings of its columns.",
			doc:     operation{options: []option{schemaPart, tablePart}, answers: tagged[catalogTable]("The table")}},
	}
}

// tagged is answered with an ETag and 304 for a client that has it.
func tagged[T any](text string) map[int]answer {
	answers := answered[T](text)
	whole := answers[http.StatusOK]
	whole.headers = []option{{name: "ETag", text: "changes with the answer"}}
	answers[http.StatusOK] = whole
	return revalidated(answers)
}

// catalogSchemas is the answer of /v1/catalog.
type catalogSchemas struct {
	Schemas []catalogCount `json:"schemas"`
}

// catalogCount is one schema with how much it holds.
type catalogCount struct {
	Name   string `json:"name"`
	Tables int    `json:"tables"`
	Views  int    `json:"views"`
}

// catalogSchema is the answer of /v1/catalog/{schema}.
type catalogSchema struct {
	Schema string         `json:"schema"`
	Tables []catalogEntry `json:"tables"`
}

// catalogEntry is one table or view.
type catalogEntry struct {
	Schema  string  `json:"schema"`
	Name    string  `json:"name"`
	Kind    string  `json:"kind" enum:"table,view"`
	Comment *string `json:"comment"`
	Rows    *int64  `json:"row_estimate" about:"null of views"`
	Columns int64   `json:"column_count"`
}

// catalogTable is the answer of /v1/catalog/{schema}/{table}.
type catalogTable struct {
	catalogEntry
	PrimaryKey []string        `json:"primary_key" about:"empty without one"`
	Fields     []catalogColumn `json:"columns"`
}

// catalogColumn is one column of a table or view, with its type as three families of clients call it.
type catalogColumn struct {
	Name         string  `json:"name"`
	Position     int64   `json:"position" about:"from 1"`
	Type         string  `json:"type" about:"of DuckDB"`
	PostgresType string  `json:"postgres_type"`
	ArrowType    string  `json:"arrow_type"`
	Nullable     bool    `json:"nullable"`
	Unit         *string `json:"unit" about:"such as money, ratio or days; null where nobody said"`
	Comment      *string `json:"comment"`
}

// catalogEntries lists what a principal may read of the public tables and views.
func (c *call) catalogEntries(ctx context.Context, session *engine.Session) ([]catalogEntry, error) {
	all, err := readRows[catalogEntry](ctx, session, `
		SELECT t.schema_name AS schema, t.table_name AS name, 'table' AS kind, t.comment, t.estimated_size::BIGINT AS row_estimate, t.column_count
		FROM duckdb_tables() AS t
		WHERE t.database_name = current_database() AND NOT t.internal AND t.schema_name NOT IN ('landscape_base', 'landscape_history')
		UNION ALL
		SELECT v.schema_name, v.view_name, 'view', v.comment, NULL, v.column_count
		FROM duckdb_views() AS v
		WHERE v.database_name = current_database() AND NOT v.internal AND v.schema_name NOT IN ('landscape_base', 'landscape_history')
		ORDER BY schema, name`)
	all = slices.DeleteFunc(all, func(e catalogEntry) bool { return !c.who.mayRead(e.Name) })
	for i := range all {
		all[i].Comment = withoutMark(all[i].Comment)
	}
	return all, err
}

// commentMark starts the comments of the tables and views that come with the program.
const commentMark = "landscape: "

func withoutMark(comment *string) *string {
	if comment == nil {
		return nil
	}
	text := strings.TrimPrefix(*comment, commentMark)
	return &text
}

func (c *call) getCatalog() error {
	return c.catalogued(func(_ *engine.Session, all []catalogEntry) (any, error) {
		schemas := []catalogCount{}
		for _, e := range all {
			if n := len(schemas); n == 0 || schemas[n-1].Name != e.Schema {
				schemas = append(schemas, catalogCount{Name: e.Schema})
			}
			last := &schemas[len(schemas)-1]
			if e.Kind == "table" {
				last.Tables++
			} else {
				last.Views++
			}
		}
		return catalogSchemas{Schemas: schemas}, nil
	})
}

func (c *call) getCatalogSchema() error {
	return c.catalogued(func(_ *engine.Session, all []catalogEntry) (any, error) {
		found, err := entriesOf(all, c.r.PathValue("schema"))
		return catalogSchema{Schema: c.r.PathValue("schema"), Tables: found}, err
	})
}

// entriesOf are the entries of one schema.
func entriesOf(all []catalogEntry, schema string) ([]catalogEntry, error) {
	var found []catalogEntry
	var schemas []string
	for _, e := range all {
		if e.Schema == schema {
			found = append(found, e)
		}
		if !slices.Contains(schemas, e.Schema) {
			schemas = append(schemas, e.Schema)
		}
	}
	if found == nil {
		return nil, unknown(notFound, "schema", schema, schemas)
	}
	return found, nil
}

func (c *call) getCatalogTable() error {
	return c.catalogued(func(session *engine.Session, all []catalogEntry) (any, error) {
		found, err := entriesOf(all, c.r.PathValue("schema"))
		if err != nil {
			return nil, err
		}
		var names []string
		for _, e := range found {
			if e.Name == c.r.PathValue("table") {
				return describedTable(c.r.Context(), session, e)
			}
			names = append(names, e.Name)
		}
		return nil, unknown(notFound, "table or view", c.r.PathValue("table"), names)
	})
}

// catalogued answers with what is made of the entries that the caller may see.
func (c *call) catalogued(answer func(*engine.Session, []catalogEntry) (any, error)) (err error) {
	session, err := c.s.engine.ReadOnlySession(c.r.Context())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, session.Close()) }()
	all, err := c.catalogEntries(c.r.Context(), session)
	if err != nil {
		return err
	}
	value, err := answer(session, all)
	if err != nil {
		return err
	}
	return c.sendTagged(value)
}

// sendTagged answers with one value as JSON under an ETag, or with nothing but 304 when the client has it.
func (c *call) sendTagged(value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	h := c.w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	h.Add("Vary", "Authorization")
	if matches(c.r.Header.Values("If-None-Match"), tag) {
		c.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return c.sendJSON(json.RawMessage(body))
}
