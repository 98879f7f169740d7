package engine

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Setting is one setting and its value as text; lists are written as JSON or as [0.80,0.95]. The value "default" takes back what was
// set.
type Setting struct {
	Name  string
	Value string
}

// resetWord is the value that takes a setting back to its default.
const resetWord = "default"

// SetSetting changes one row of the table settings and refreshes what depends on it, in one transaction. An unknown name or a value
// that is not allowed is an error of KindInvalid that names the setting, the value and what is allowed; nothing is changed then.
func (e *Engine) SetSetting(ctx context.Context, name, value string) error {
	return e.SetSettings(ctx, []Setting{{Name: name, Value: value}})
}

// SetSettings changes several settings at once, for those that are only allowed together, such as four labels with three cuts.
func (e *Engine) SetSettings(ctx context.Context, settings []Setting) error {
	err := e.writeAndKeep(ctx, nil, func(ctx context.Context, conn *sql.Conn) (*RefreshSummary, error) {
		full := false
		for _, s := range settings {
			d, err := e.settingDefault(ctx, conn, s.Name)
			if err != nil {
				return nil, err
			}
			full = full || d.applies == "refresh"
			if err := e.storeSetting(ctx, conn, d, s.Value); err != nil {
				return nil, err
			}
		}
		if err := e.storeSettingsRow(ctx, conn); err != nil {
			return nil, refusedSetting(settings[0].Name, err)
		}
		return e.refreshWithin(ctx, conn, full)
	})
	return classify("set", "", err)
}

func (e *Engine) storeSetting(ctx context.Context, conn *sql.Conn, d settingDefault, value string) error {
	if value != resetWord {
		var err error
		if value, err = e.checkValue(ctx, conn, d, value); err != nil {
			return err
		}
	}
	if _, err := e.exec(ctx, conn, "DELETE FROM settings WHERE name = ?", d.name); err != nil || value == resetWord {
		return err
	}
	_, err := e.exec(ctx, conn, "INSERT INTO settings (name, value) VALUES (?, ?)", d.name, value)
	return err
}

// settingDefault is one row of landscape_base.setting_defaults.
type settingDefault struct {
	name    string
	kind    string // date, timestamp, integer, decimal, flag, text, decimals or texts
	allowed string // words separated by a comma; empty when any value of the type will do
	applies string // query, refresh or load
}

func (e *Engine) settingDefault(ctx context.Context, conn *sql.Conn, name string) (settingDefault, error) {
	d := settingDefault{name: name}
	err := e.queryRow(ctx, conn, "SELECT type, coalesce(allowed, ''), applies FROM landscape_base.setting_defaults WHERE name = ?",
		[]any{name}, &d.kind, &d.allowed, &d.applies)
	if !errors.Is(err, sql.ErrNoRows) {
		return d, err
	}
	var nearest string
	err = e.queryRow(ctx, conn, "SELECT name FROM landscape_base.setting_defaults ORDER BY damerau_levenshtein(name, ?), name LIMIT 1",
		[]any{name}, &nearest)
	if err != nil {
		return d, err
	}
	return d, &Error{Kind: KindInvalid, Op: "set", Object: name, Err: errors.New("there is no such setting"),
		Hint: fmt.Sprintf("Did you mean %s? `from catalogue where kind = 'setting'` lists them all.", nearest)}
}

// valueTypes are the SQL types of the settings, with how a value is written.
var valueTypes = map[string]struct{ sql, example string }{
	"date":      {"DATE", "a date such as 2025-12-31"},
	"timestamp": {"TIMESTAMP", "a time such as 2025-12-31 23:59:59"},
	"integer":   {"INTEGER", "a whole number"},
	"decimal":   {"DOUBLE", "a number such as 0.95"},
	"flag":      {"BOOLEAN", "true or false"},
	"text":      {"VARCHAR", "a text"},
	"decimals":  {"DOUBLE[]", "a list of numbers such as [0.80,0.95]"},
	"texts":     {"VARCHAR[]", "a list of texts such as [\"A\",\"B\",\"C\"]"},
}

// checkValue returns the value in the text that is stored: lists as JSON, dates in ISO order.
func (e *Engine) checkValue(ctx context.Context, conn *sql.Conn, d settingDefault, value string) (string, error) {
	t, ok := valueTypes[d.kind]
	if !ok {
		return "", fmt.Errorf("setting %s has the unknown type %s", d.name, d.kind)
	}
	as := "CAST(v AS VARCHAR)"
	if strings.HasSuffix(t.sql, "[]") {
		as = "CAST(to_json(v) AS VARCHAR)"
	}
	var stored sql.NullString
	err := e.queryRow(ctx, conn, "SELECT "+as+" FROM (SELECT TRY_CAST(? AS "+t.sql+") AS v)", []any{strings.TrimSpace(value)}, &stored)
	switch {
	case err != nil:
		return "", err
	case !stored.Valid || stored.String == "" || d.kind == "integer" && !wholeNumber.MatchString(value) || holdsNull(stored.String):
		return "", &Error{Kind: KindInvalid, Op: "set", Object: d.name, Err: fmt.Errorf("%s is not %s", value, t.example),
			Hint: "The value `default` takes a setting back."}
	case d.allowed != "":
		return stored.String, checkWord(d, stored.String)
	default:
		return stored.String, nil
	}
}

// wholeNumber keeps 2.5 out, which a cast would round.
var wholeNumber = regexp.MustCompile(`^\s*[+-]?[0-9]+\s*$`)

// holdsNull reports whether a list in JSON has an element that is none: DuckDB casts [0.8,x] to a list with NULL in it.
func holdsNull(text string) bool {
	var list []any
	return json.Unmarshal([]byte(text), &list) == nil && (len(list) == 0 || slices.Contains(list, nil))
}

func checkWord(d settingDefault, value string) error {
	words := strings.Split(d.allowed, ",")
	if slices.Contains(words, value) {
		return nil
	}
	return &Error{Kind: KindInvalid, Op: "set", Object: d.name,
		Err: fmt.Errorf("%s is not allowed; use one of %s", value, strings.Join(words, ", "))}
}

// refusedSetting turns what the SQL core says about a setting into an error about the call. The text follows the type of the error,
// which says nothing to a user.
func refusedSetting(name string, err error) error {
	if KindOf(classify("set", name, err)) != KindQuery {
		return err
	}
	_, text, found := strings.Cut(err.Error(), "Error: setting ")
	if !found {
		return err
	}
	return &Error{Kind: KindInvalid, Op: "set", Err: errors.New(text)}
}

// Set gives a setting a value for this session, above the row of settings and below a named argument; "default" takes it back. A
// setting that is applied when the base tables are computed cannot be changed for a session.
func (s *Session) Set(ctx context.Context, name, value string) error {
	_, err := s.set(ctx, name, value)
	return err
}

// set is Set, and returns the statement that it comes to.
func (s *Session) set(ctx context.Context, name, value string) (assignment string, err error) {
	if s.isClosed() {
		return "", &Error{Kind: KindInvalid, Op: "set", Object: name, Err: ErrClosed}
	}
	d, err := s.engine.settingDefault(ctx, s.conn, name)
	if err != nil {
		return "", classify("set", name, err)
	}
	if d.applies != "query" {
		return "", &Error{Kind: KindInvalid, Op: "set", Object: name, Err: fmt.Errorf("it is applied at %s and is the same for every session", d.applies),
			Hint: "Change it for the database: `landscape set DB " + name + " VALUE`."}
	}
	variable := "landscape_" + name
	if value == resetWord {
		assignment = "RESET VARIABLE " + variable
		_, err := s.engine.exec(ctx, s.conn, assignment)
		return assignment, classify("set", name, err)
	}
	stored, err := s.engine.checkValue(ctx, s.conn, d, value)
	if err != nil {
		return "", classify("set", name, err)
	}
	return d.assignment(variable, stored), classify("set", name, s.setVariable(ctx, d, variable, stored))
}

// setVariable sets the variable and takes it back when the figures would refuse its value. Labels are not held against the cuts here,
// since the two are set one after the other; the figures do that.
func (s *Session) setVariable(ctx context.Context, d settingDefault, variable, value string) error {
	var before sql.NullString
	if err := s.engine.queryRow(ctx, s.conn, "SELECT CAST(getvariable("+quoteText(variable)+") AS VARCHAR)", nil, &before); err != nil {
		return err
	}
	if err := s.assign(ctx, d, variable, value); err != nil {
		return err
	}
	column := d.name
	if column == "tier_labels" || column == "tier_scheme" {
		return nil
	}
	err := s.tryVariable(ctx, column)
	if err == nil {
		return nil
	}
	if before.Valid {
		return errors.Join(refusedSetting(d.name, err), s.assign(ctx, d, variable, before.String))
	}
	_, reset := s.engine.exec(ctx, s.conn, "RESET VARIABLE "+variable)
	return errors.Join(refusedSetting(d.name, err), reset)
}

// tryVariable resolves a setting by the macros that check it. A setting that none of them has is not checked beyond its type.
func (s *Session) tryVariable(ctx context.Context, column string) error {
	for _, macro := range []string{"landscape_base.config()", "landscape_base.ltv_config()", "landscape_base.thresholds()"} {
		var known int
		err := s.engine.queryRow(ctx, s.conn, "SELECT count(*) FROM (DESCRIBE FROM "+macro+") WHERE column_name = ?", []any{column}, &known)
		if err != nil {
			return err
		}
		if known > 0 {
			return s.engine.query(ctx, s.conn, "SELECT "+quoteName(column)+" FROM "+macro, nil, func(func(...any) error) error { return nil })
		}
	}
	return nil
}

func (s *Session) assign(ctx context.Context, d settingDefault, variable, value string) error {
	_, err := s.engine.exec(ctx, s.conn, d.assignment(variable, value))
	return err
}

func (d settingDefault) assignment(variable, value string) string {
	return "SET VARIABLE " + variable + " = CAST(" + quoteText(value) + " AS " + valueTypes[d.kind].sql + ")"
}
