package repl

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
)

// maxProfiled is how many columns .summary looks at.
const maxProfiled = 60

// sampleAbove is the number of rows beyond which top values and shapes are those of so many rows drawn at random.
const sampleAbove = 1_000_000

// runSummary profiles every column of a relation: NULLs, range and distinct values of all rows, the most frequent values, and for
// numbers and days a histogram of twelve bars.
func runSummary(ctx context.Context, s *shell, args string) error {
	if args == "" {
		return usage(".summary invoice_lines", ".summary takes a table or a view")
	}
	name := unquote(args)
	quoted := make([]string, 0, 2)
	for _, part := range strings.Split(name, ".") {
		quoted = append(quoted, render.Quote(part))
	}
	relation := strings.Join(quoted, ".")
	described, err := s.query(ctx, "describe from "+relation, nil)
	if err != nil {
		return err
	}
	columns := described.texts()
	described.release()
	if len(columns) > maxProfiled {
		s.note("note: the first %d of %d columns", maxProfiled, len(columns))
		columns = columns[:maxProfiled]
	}
	rows, err := s.texts(ctx, "select count(*) from "+relation)
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(rows[0][0], 10, 64)
	if err != nil {
		return err
	}
	s.note("%s: %s", name, plural(n, "row"))
	defer s.withSparks()()
	return s.list(ctx, summarySQL(relation, columns, n), nil)
}

// withSparks draws lists of numbers as sparklines until what it returns is called.
func (s *shell) withSparks() (back func()) {
	before := s.settings.spark
	set := func(on bool) {
		s.settings.spark = on
		s.term.Style = s.styled(s.opts.Style(s.opts.Stdout))
	}
	set(true)
	return func() { set(before) }
}

// summarySQL profiles columns, given as name and type, of a relation with so many rows. The relation is read once into memory where it is
// small, and once a column where it is large.
func summarySQL(relation string, columns [][]string, rows int64) string {
	with := "with whole as materialized (from " + relation + "), drawn as (from whole)"
	distinct := "count(distinct %s::varchar)"
	if rows > sampleAbove {
		with = fmt.Sprintf("with whole as not materialized (from %s), drawn as materialized (from %s using sample reservoir(%d rows) repeatable (1))",
			relation, relation, sampleAbove)
		distinct = "approx_count_distinct(%s)"
	}
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = profileSQL(i, c[0], c[1], distinct)
	}
	return with + "\nselect p.* exclude (place) from (\n" + strings.Join(parts, "\nunion all\n") + "\n) as p order by p.place"
}

// profileSQL is the SELECT that profiles one column.
func profileSQL(place int, name, typ, distinct string) string {
	column := `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
	scalar := ""
	switch {
	case isNumeric(typ):
		scalar = column + "::double"
	case typ == "DATE", strings.HasPrefix(typ, "TIMESTAMP"):
		scalar = "epoch(" + column + "::timestamp)"
	}
	shape := "null::bigint[]"
	if scalar != "" {
		shape = fmt.Sprintf(`case when count(%s) > 0 then (
        select list(b.n order by b.bar)
        from (
            select t.bar, count(v.x) as n
            from range(12) as t(bar)
            left join (
                select %s as x, min(%s) over () as low, max(%s) over () as high from drawn where isfinite(%s)
            ) as v
                on t.bar = least(11, floor((v.x - v.low) / nullif(v.high - v.low, 0) * 12))::bigint
            group by t.bar
        ) as b
    ) end`, column, scalar, scalar, scalar, scalar)
	}
	ranged := "min(" + column + ")::varchar as least,\n    max(" + column + ")::varchar as greatest"
	if strings.HasSuffix(typ, "[]") || strings.HasPrefix(typ, "STRUCT") || strings.HasPrefix(typ, "MAP") || typ == "BLOB" {
		ranged = "null::varchar as least,\n    null::varchar as greatest"
	}
	return fmt.Sprintf(`select
    %d as place,
    %s as "column",
    %s as type,
    count(*) - count(%s) as nulls,
    %s as distinct_values,
    %s,
    (
        select string_agg(left(often.x, 20), ', ' order by often.n desc, often.x)
        from (
            select %s::varchar as x, count(*) as n from drawn where %s is not null group by all order by n desc, x limit 3
        ) as often
    ) as top,
    %s as shape,
from whole`, place, quoteText(name), quoteText(strings.ToLower(typ)), column, fmt.Sprintf(distinct, column), ranged, column, column, shape)
}

func isNumeric(typ string) bool {
	name, _, _ := strings.Cut(typ, "(")
	switch name {
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "DECIMAL", "FLOAT", "DOUBLE":
		return true
	}
	return false
}
