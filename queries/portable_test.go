package queries

import (
	"regexp"
	"slices"
	"testing"
)

// notPortable are the constructs of DuckDB that other engines lack or read otherwise. From the ledger to the base tables the text stays
// free of them, so that another engine can keep the lines and hand over the base tables.
var notPortable = map[string]*regexp.Regexp{
	"QUALIFY":             regexp.MustCompile(`\bqualify\b`),
	"GROUP BY ALL":        regexp.MustCompile(`\b(group|order) by all\b`),
	"GROUPING SETS":       regexp.MustCompile(`\b(grouping sets|rollup|cube)\b`),
	"DISTINCT ON":         regexp.MustCompile(`\bdistinct on\b`),
	"ASOF":                regexp.MustCompile(`\basof\b`),
	"LATERAL":             regexp.MustCompile(`\blateral\b`),
	"PIVOT":               regexp.MustCompile(`\b(un)?pivot\b`),
	"BY NAME":             regexp.MustCompile(`\bby name\b`),
	"EXCLUDE":             regexp.MustCompile(`\bexclude\b`),
	"IGNORE NULLS":        regexp.MustCompile(`\bignore nulls\b`),
	"a star":              regexp.MustCompile(`select \*|\.\*`),
	"a list or a struct":  regexp.MustCompile(`[\[\]{}]`),
	"a division":          regexp.MustCompile(` // | / `),
	"a short cast":        regexp.MustCompile(`::`),
	"a quoted name":       regexp.MustCompile(`"`),
	"a comma before FROM": regexp.MustCompile(`,\s+from\b`),
	"MAX_BY and its like": regexp.MustCompile(`\b(arg_max|arg_min|max_by|min_by|any_value|first|last)\(`),
	"an interval":         regexp.MustCompile(`\binterval\b`),
	"a session variable":  regexp.MustCompile(`\bgetvariable\b`),
}

// besideLines are base tables that are computed from settings or from other base tables and never from the lines.
var besideLines = []string{"contact_keys", "service_costs", "settings_row"}

func TestBaseTablesArePortable(t *testing.T) {
	objects, err := All()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, o := range objects {
		if o.Kind != BaseTable && o.Name != "ledger" || o.Body == "" || slices.Contains(besideLines, o.Name) {
			continue
		}
		seen++
		for name, pattern := range notPortable {
			if at := pattern.FindString(o.Body); at != "" {
				t.Errorf("queries/%s has %s: %q", o.Path, name, at)
			}
		}
	}
	if seen < 5 {
		t.Errorf("only %d statements were looked at", seen)
	}
}
