package lexer_test

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/enginetest"
)

// queries gives DuckDB's own reading of a script of SELECTs as JSON, one text a statement, without the places in the script; ok is
// false when it does not parse.
func queries(t *testing.T, s *engine.Session, script string) (statements []string, ok bool) {
	t.Helper()
	result, err := s.Query(t.Context(), `SELECT json_extract_string(j, '$.error'), CAST(unnest(CASE WHEN json_extract_string(j, '$.error') = 'false'
		THEN from_json(json_extract(j, '$.statements'), '["JSON"]') ELSE ['null'::JSON] END) AS VARCHAR) FROM (SELECT json_serialize_sql($1::VARCHAR) AS j)`,
		map[string]any{"1": script})
	if err != nil {
		return nil, false
	}
	defer result.Release()
	ok = true
	for result.Next() {
		batch := result.Batch()
		for i := range int(batch.NumRows()) {
			ok = ok && batch.Column(0).ValueStr(i) == "false"
			statements = append(statements, place.ReplaceAllString(batch.Column(1).ValueStr(i), ""))
		}
	}
	if err := result.Err(); err != nil {
		return nil, false
	}
	return statements, ok
}

// place is where a node stood in the script, which differs between a script and its parts.
var place = regexp.MustCompile(`"query_location":\d+,?`)

// pieces are what random scripts are made of: values in every quoting that DuckDB knows, comments, blanks and marks. Blanks beyond
// ASCII are left out: DuckDB takes them for blanks, but at the end of a text and behind an escaped quote for letters.
var pieces = []string{
	"'a;b'", "'it''s;'", "E'a\\';'", "e'x\\\\'", "E'it''\\';'", "E'a'\n  '\\'b'", `"a;b"`, `"a"";b"`, "$$a;'b$$", "$tag$ ; $$ ' $tag$", "$é$;$é$", "x'ab'",
	"-- ; comment '\n", "-- ; \"\r\n", "/* ; ' */", "/* /* ; */ ; */", "/*/ ; */", "/**/", "1", "1e3", "1.5e-3", ".5", "1_000", "0x1F", "a$b$", "a1", "é", "日本",
	"(", ")", "[1, 2]", "{'k': 1}", ", ", "+", "-", "*", "/", " ", "\n", "\t", "AS x", "from (select 1) t", "::varchar", "||", "->", "1-- ;\n", "2/* ; */",
	"'é;日'", "select 1", "case when true then ';' end", "interval '1' day", "date '2025-01-01'", "U&'a;'", "some'x'", "'\n;\n'", "-1", "1-1", "a.b", "\"q\".\"r;\"",
}

// TestSplitAsDuckDB cuts random scripts that DuckDB can parse, and wants the same statements.
func TestSplitAsDuckDB(t *testing.T) {
	s := enginetest.Session(t, enginetest.Open(t))
	random := rand.New(rand.NewPCG(5, 7))
	compared, several := 0, 0
	for range 3000 {
		var script strings.Builder
		for i := range 1 + random.IntN(3) {
			if i > 0 {
				script.WriteString(";")
			}
			script.WriteString("select ")
			for range 1 + random.IntN(4) {
				script.WriteString(pieces[random.IntN(len(pieces))])
			}
		}
		want, ok := queries(t, s, script.String())
		if !ok {
			continue
		}
		got := lexer.Split(script.String())
		compared++
		if len(got) > 1 {
			several++
		}
		if len(got) != len(want) {
			t.Errorf("%q has %d statements, and DuckDB finds %d", script.String(), len(got), len(want))
			continue
		}
		for i, stmt := range got {
			if one, ok := queries(t, s, stmt.Text); !ok || len(one) != 1 || one[0] != want[i] {
				t.Errorf("statement %d of %q is %q, which DuckDB reads differently", i+1, script.String(), stmt.Text)
			}
		}
	}
	t.Logf("%d scripts, %d of several statements", compared, several)
	if compared < 300 || several < 100 {
		t.Errorf("only %d scripts parse, %d of several statements", compared, several)
	}
}

// TestReservedWords holds the lists of words to the database's own.
func TestReservedWords(t *testing.T) {
	s := enginetest.Session(t, enginetest.Open(t))
	for _, r := range enginetest.Query(t, s, "SELECT keyword_name AS word, keyword_category IN ('reserved', 'type_function') AS taken FROM duckdb_keywords()") {
		word := r["word"].(string)
		if taken := r["taken"] == true || r["taken"] == "true"; lexer.IsReserved(word) != taken {
			t.Errorf("%s is reserved: %t, and DuckDB says %t", word, lexer.IsReserved(word), taken)
		}
	}
	for _, word := range lexer.Keywords("") {
		if len(enginetest.Query(t, s, "SELECT 1 FROM duckdb_keywords() WHERE keyword_name = '"+word+"'")) != 1 {
			t.Errorf("%s is no keyword of DuckDB", word)
		}
	}
}
