package sqltree_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine/sqltree"
)

const (
	tableT = `{"type":"BASE_TABLE","query_location":5,"table_name":"T"}`
	fromT  = `{"type":"SELECT_NODE","from_table":` + tableT + `}`
)

func statement(node string) string { return `{"error":false,"statements":[{"node":` + node + `}]}` }

func with(name, query, node string) string {
	return `{"type":"SELECT_NODE","cte_map":{"map":[{"key":"` + name + `","value":{"query":{"node":` + query + `}}}]},"from_table":` + node + `}`
}

// TestTables finds the names that mean no common table expression.
func TestTables(t *testing.T) {
	other := strings.ReplaceAll(tableT, `"T"`, `"other"`)
	for name, c := range map[string]struct {
		node string
		want string
	}{
		"a table":                           {fromT, "T"},
		"an expression":                     {with("t", `{"type":"SELECT_NODE"}`, tableT), ""},
		"an expression over its own name":   {with("t", fromT, tableT), "T"},
		"an expression of another name":     {with("a", `{"type":"SELECT_NODE"}`, tableT), "T"},
		"a name with a schema":              {with("t", `{"type":"SELECT_NODE"}`, strings.ReplaceAll(tableT, `"query`, `"schema_name":"main","query`)), "T"},
		"a letter that only Go makes small": {with("\u212A", `{"type":"SELECT_NODE"}`, strings.ReplaceAll(tableT, `"T"`, `"k"`)), "k"},
		"beside the query of an expression": {`{"type":"JOIN","left":` + with("t", `{"type":"SELECT_NODE"}`, tableT) + `,"right":` + tableT + `}`, "T"},
		"within the query of an expression": {with("t", `{"type":"SELECT_NODE"}`, with("u", fromT, other)), "other"},
		"a recursive expression": {with("t", `{"type":"RECURSIVE_CTE_NODE","cte_name":"t","left":`+strings.ReplaceAll(fromT, `"T"`, `"seed"`)+`,"right":`+
			strings.ReplaceAll(fromT, `"query`, `"schema_name":"recurring","query`)+`}`, tableT), "seed"},
		"its first part":              {with("t", `{"type":"RECURSIVE_CTE_NODE","cte_name":"t","left":`+fromT+`,"right":`+fromT+`}`, tableT), "T"},
		"recurring without recursion": {with("t", `{"type":"SELECT_NODE"}`, strings.ReplaceAll(tableT, `"query`, `"schema_name":"recurring","query`)), "T"},
		"a form that nobody knows":    {`{"type":"NEW_NODE","parts":[{"deep":[[` + fromT + `]]}]}`, "T"},
	} {
		queries, err := sqltree.Parse([]byte(statement(c.node)), nil)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, table := range queries[0].Tables {
			names = append(names, table.Name)
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestFunctions finds functions wherever they stand, and tells those in place of a table.
func TestFunctions(t *testing.T) {
	call := func(name string) string {
		return `{"class":"FUNCTION","type":"FUNCTION","query_location":3,"function_name":"` + name + `","schema":"s","catalog":"c"}`
	}
	tree := statement(`{"type":"SELECT_NODE","select_list":[{"class":"WINDOW","type":"WINDOW_AGGREGATE","function_name":"w","children":[` + call("a") +
		`]}],"from_table":{"type":"TABLE_FUNCTION","function":{"class":"FUNCTION","type":"FUNCTION","function_name":"f","children":[` + call("b") +
		`]}},"modifiers":[{"limit":{"class":"SUBQUERY","type":"SUBQUERY","subquery":{"node":` + `{"type":"SELECT_NODE","where_clause":` + call("d") + `}}}}]}`)
	queries, err := sqltree.Parse([]byte(tree), nil)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, f := range queries[0].Functions {
		found[f.Name] = true
		if f.Name != "w" && !reflect.DeepEqual(f, sqltree.Name{Database: "c", Schema: "s", Name: f.Name, Offset: 3}) {
			t.Errorf("%+v", f)
		}
	}
	if !reflect.DeepEqual(found, map[string]bool{"w": true, "a": true, "b": true, "d": true}) {
		t.Errorf("%v", found)
	}
	if want := []sqltree.Name{{Name: "f", Offset: -1}}; !reflect.DeepEqual(queries[0].TableFunctions, want) {
		t.Errorf("%v", queries[0].TableFunctions)
	}
	if queries[0].Doublings != 1 || queries[0].Queries != 2 {
		t.Errorf("%+v", queries[0])
	}
}

// TestCounts counts how deep things nest.
func TestCounts(t *testing.T) {
	node := `{"class":"CONSTANT","type":"VALUE_CONSTANT"}`
	for range 5 {
		node = `{"class":"FUNCTION","type":"FUNCTION","function_name":"Macro","children":[{"class":"LAMBDA","type":"LAMBDA","expr":` + node + `}]}`
	}
	queries, err := sqltree.Parse([]byte(statement(`{"type":"SELECT_NODE","select_list":[`+node+`]}`)), func(name string) bool { return name == "macro" })
	if err != nil {
		t.Fatal(err)
	}
	if q := queries[0]; q.Depth != 12 || q.Doublings != 15 {
		t.Errorf("%+v", q)
	}
}

func TestParseErrors(t *testing.T) {
	var syntax *sqltree.SyntaxError
	_, err := sqltree.Parse([]byte(`{"error":true,"error_type":"parser","error_message":"syntax error","position":"7"}`), nil)
	if !errors.As(err, &syntax) || *syntax != (sqltree.SyntaxError{Message: "syntax error", Offset: 7}) {
		t.Errorf("%v", err)
	}
	_, err = sqltree.Parse([]byte(`{"error":true,"error_type":"not implemented","error_message":"Only SELECT statements can be serialized to json!"}`), nil)
	if !errors.Is(err, sqltree.ErrNoQuery) {
		t.Errorf("%v", err)
	}
	for _, deep := range []string{"", strings.Repeat("[", 20000), statement(strings.Repeat(`{"a":`, 20000) + "1" + strings.Repeat("}", 20000))} {
		if _, err := sqltree.Parse([]byte(deep), nil); !errors.Is(err, sqltree.ErrTooDeep) {
			t.Errorf("%v", err)
		}
	}
	if queries, err := sqltree.Parse([]byte(`{"error":false,"statements":[]}`), nil); err != nil || len(queries) != 0 {
		t.Errorf("%v %v", queries, err)
	}
}

// FuzzParse looks for a tree that stops the reader.
func FuzzParse(f *testing.F) {
	f.Add([]byte(statement(fromT)))
	f.Add([]byte(statement(with("t", fromT, tableT))))
	f.Add([]byte(`{"error":true,"error_message":"x"}`))
	f.Fuzz(func(t *testing.T, tree []byte) {
		_, _ = sqltree.Parse(tree, func(string) bool { return true })
	})
}
