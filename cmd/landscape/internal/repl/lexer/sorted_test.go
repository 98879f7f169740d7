package lexer_test

import (
	"slices"
	"testing"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
)

func TestSortedBy(t *testing.T) {
	for sql, want := range map[string][]string{
		"from ltv order by ltv_total desc limit 10":              {"ltv_total"},
		`select * from t ORDER BY "my ""name""", b asc offset 3`: {`my "name"`, "b"},
		"select rank() over (order by v) as r from t order by r": {"r"},
		"select 1": nil,
	} {
		if got := lexer.SortedBy(sql); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", sql, got, want)
		}
	}
}
