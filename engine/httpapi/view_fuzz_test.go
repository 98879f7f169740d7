package httpapi

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// FuzzViewAddress puts statements together from any address. Nothing of the address but numbers of rows may stand in one: what is left
// after its known words, the names of the catalogue and places of parameters is punctuation, and every value is bound. It looks at the
// statement before it runs, which no client can.
func FuzzViewAddress(f *testing.F) {
	for _, seed := range []string{
		"tier=A&order=-value&limit=100", "value.gte=10&value.lt=20&day.in=2025-01-01,2025-12-31", "names=a&names.ne=b", "cuts=[0.5,0.9]&as_of=2025-12-31",
		"columns=tier,value&offset=3", "tier.like=%25x%25&col.as_of=2025-01-01&arg.as_of=2024-01-01&set.measure=profit", "tier='; drop table x --",
		"labels=[\"a\",\"b\"]&tier.null=true&flag=false&shares.null=1", "tier=&value=&day=",
	} {
		f.Add(seed)
	}
	v := view{Name: "shown", macro: true, plain: true,
		Arguments: []viewArgument{{Name: "as_of", Type: "DATE"}, {Name: "cuts", Type: "DOUBLE[]"}, {Name: "labels", Type: "VARCHAR[]"}, {Name: "n", Type: "INTEGER"}},
		Columns: []viewColumn{{Name: "tier", Type: "VARCHAR", Unit: "key"}, {Name: "value", Type: "DECIMAL(38,4)"}, {Name: "day", Type: "DATE"}, {Name: "as_of", Type: "DATE"},
			{Name: "flag", Type: "BOOLEAN"}, {Name: "names", Type: "VARCHAR[]"}, {Name: "shares", Type: "MAP(VARCHAR,BIGINT)"}, {Name: "count", Type: "BIGINT"}}}
	book := viewBook{views: []view{v}, settings: []viewSetting{{Name: "measure", Type: "text"}, {Name: "tier_cuts", Type: "decimals"}}}
	known := []string{"SELECT", "FROM", "AS", "v", "WHERE", "AND", "OR", "NOT", "IS", "NULL", "IN", "ILIKE", "ORDER", "BY", "ASC", "DESC", "NULLS", "LAST",
		"LIMIT", "coalesce", "contains", "lower", "starts_with", "list_contains", "list_value", "true", "false", "DATE", "DOUBLE", "VARCHAR", "INTEGER", "shown"}
	for _, a := range v.Arguments {
		known = append(known, a.Name)
	}
	for _, c := range v.Columns {
		known = append(known, c.Name)
	}
	words := regexp.MustCompile(`[A-Za-z_][A-Za-z_0-9]*`)
	places := regexp.MustCompile(`\$v[0-9]+`)
	rest := regexp.MustCompile(`^[ ".,()*:=<>\[\]]*('')?[ ".,()*:=<>\[\]0-9']*$`)
	f.Fuzz(func(t *testing.T, address string) {
		values, err := url.ParseQuery(address)
		if err != nil {
			return
		}
		q, err := book.ask(&book.views[0], values)
		if err != nil {
			return
		}
		bound := places.FindAllString(q.sql, -1)
		slices.Sort(bound)
		if bound = slices.Compact(bound); len(bound) != len(q.params) {
			t.Errorf("%q: %d places and %d values in %s", address, len(bound), len(q.params), q.sql)
		}
		left := places.ReplaceAllString(q.sql, "")
		for _, word := range words.FindAllString(left, -1) {
			if !slices.Contains(known, word) {
				t.Errorf("%q: %q is in %s", address, word, q.sql)
			}
		}
		if left = words.ReplaceAllString(left, ""); !rest.MatchString(left) || strings.Contains(left, "--") {
			t.Errorf("%q: %q is left of %s", address, left, q.sql)
		}
	})
}
