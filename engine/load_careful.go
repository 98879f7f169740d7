package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/engine/source"
	"github.com/customer-landscape/landscape/queries"
)

// badTable holds what the careful way found unreadable: one row per value.
const badTable = "landscape_bad"

// noBadRows makes badTable.
const noBadRows = "select null::bigint as raw_row, null::varchar as name, null::varchar as value, null::varchar as reason where false"

// stageTable holds the rows of the careful way before they are checked as rows of the table.
const stageTable = "landscape_stage"

// intake copies into temporary tables what cannot be read where it lies: records always, and on the careful way everything, so that
// every row keeps its line.
func (l *loader) intake(ctx context.Context) error {
	for i, in := range l.x.inputs {
		var err error
		switch {
		case in.isRecords():
			err = l.intakeRecords(ctx, i, in)
		case l.careful && in.hasLines():
			err = l.intakeText(ctx, i, in)
		case l.careful:
			err = l.intakeRows(ctx, i, in)
		}
		if err != nil {
			return err
		}
	}
	return l.describeTemp(ctx)
}

func (l *loader) intakeRecords(ctx context.Context, i int, in *rawInput) error {
	t := &tempTable{table: fmt.Sprintf("landscape_raw_%d", i), row: quoteName(source.LineColumn)}
	l.temp[in] = t
	reader := in.reader
	if in.file != nil {
		opened, err := in.file.OpenRecords(ctx)
		if err != nil {
			return sourceError(err)
		}
		defer opened.Release()
		reader = opened
	}
	return l.ordered(ctx, func() error {
		const arrived = "landscape_arrived"
		l.drop = append(l.drop, arrived)
		if err := copyRecords(ctx, l.conn, reader, arrived); err != nil {
			return err
		}
		// The rowid of a table that is not committed yet is no position, so the rows are numbered here.
		if err := l.createTemp(ctx, t.table, "select row_number() over () as "+t.row+", r.* from "+arrived+" as r"); err != nil {
			return err
		}
		return l.e.dropTables(ctx, l.conn, arrived)
	})
}

// intakeRows copies a Parquet or JSON file with the numbers of its rows.
func (l *loader) intakeRows(ctx context.Context, i int, in *rawInput) error {
	t := &tempTable{table: fmt.Sprintf("landscape_raw_%d", i), row: quoteName(source.LineColumn)}
	l.temp[in] = t
	var specs []source.ColumnSpec
	if in.isText() {
		specs = textSpecs(in.file.Columns)
	}
	return l.ordered(ctx, func() error {
		return l.createTemp(ctx, t.table, "select row_number() over () as "+t.row+", r.* from "+in.file.Relation(specs)+" as r")
	})
}

func textSpecs(columns []source.Column) []source.ColumnSpec {
	var out []source.ColumnSpec
	for _, c := range columns {
		out = append(out, source.ColumnSpec{Name: c.Name, Type: "VARCHAR"})
	}
	return out
}

// intakeText copies a text file with its line numbers and without the rows that cannot be cut into fields.
func (l *loader) intakeText(ctx context.Context, i int, in *rawInput) error {
	numbered, faults, err := in.file.Numbered(ctx, keptRejects)
	if err != nil {
		return sourceError(err)
	}
	for _, f := range faults.Rows {
		l.rejects.faults = append(l.rejects.faults, Reject{File: in.path, Line: f.Line.Number, Value: f.Line.Text, Reason: f.Reason})
	}
	l.rejects.faultRows += faults.Total
	specs := append([]source.ColumnSpec{{Name: source.LineColumn, Type: "BIGINT"}}, textSpecs(in.file.Columns)...)
	t := &tempTable{table: fmt.Sprintf("landscape_raw_%d", i), row: quoteName(source.LineColumn)}
	l.temp[in] = t
	err = l.createTemp(ctx, t.table, "from "+numbered.Relation(specs))
	if closed := numbered.Close(); err == nil {
		err = closed
	}
	return err
}

// describeTemp learns the columns of the temporary tables.
func (l *loader) describeTemp(ctx context.Context) error {
	for _, in := range l.x.inputs {
		t := l.temp[in]
		if t == nil {
			continue
		}
		err := l.e.query(ctx, l.conn, "select column_name, column_type from (describe "+quoteName(t.table)+")", nil, func(scan func(...any) error) error {
			var c source.Column
			err := scan(&c.Name, &c.Type)
			t.columns = append(t.columns, c)
			return err
		})
		if err != nil {
			return err
		}
		if in.file == nil {
			for _, b := range l.x.bound {
				b.retype(in, t)
			}
		}
	}
	return nil
}

// retype gives the columns of records the types that they have in the database.
func (b *binding) retype(in *rawInput, t *tempTable) {
	for i, c := range b.columns {
		if at := findColumn(t.columns, []string{c.Name}); b.input == in && c.Name != "" && at >= 0 {
			b.columns[i].Type = t.columns[at].Type
		}
	}
}

func (l *loader) fileBase(in *rawInput) int64 {
	return int64(slices.Index(l.x.inputs, in)) << lineBits
}

// rowOf is the expression of the raw row number in a temporary table.
func (l *loader) rowOf(in *rawInput) string {
	return fmt.Sprintf("(%d + %s)", l.fileBase(in), l.temp[in].row)
}

// findBad fills badTable with every value that is there and does not convert.
func (l *loader) findBad(ctx context.Context) error {
	if err := l.createTemp(ctx, badTable, noBadRows); err != nil {
		return err
	}
	for _, b := range l.x.bound {
		var checks []string
		for i, f := range l.formats[b.relation] {
			c := b.columns[i]
			if c.Name == "" || f.kind == "text" || f.kind == "key" {
				continue
			}
			name := quoteName(c.Name)
			specs := []source.ColumnSpec{}
			converted := l.columnSQL(b, i, f, &specs, true)
			present := "nullif(trim(" + name + "::varchar), '') is not null and lower(trim(" + name + "::varchar)) <> 'nan'"
			for _, word := range slices.Concat(f.date.Nulls, f.decimal.Nulls) {
				present += " and trim(" + name + "::varchar) <> " + quoteText(word)
			}
			checks = append(checks, fmt.Sprintf("select %s, %s, %s::varchar, %s from %s where %s and (%s) is null",
				l.rowOf(b.input), quoteText(c.Name), name, reasonSQL(name, f), quoteName(l.temp[b.input].table), present, converted))
		}
		if len(checks) == 0 {
			continue
		}
		if _, err := l.e.exec(ctx, l.conn, "insert into "+badTable+" "+strings.Join(checks, " union all ")); err != nil {
			return err
		}
	}
	return l.collectBad(ctx)
}

// reasonSQL says what the value is not.
func reasonSQL(name string, f columnFormat) string {
	switch f.kind {
	case "date", "timestamp":
		reason := "no date"
		if len(f.date.Layouts) > 0 {
			reason += " as " + strings.Join(f.date.Layouts, " or ")
		}
		return quoteText(reason)
	case "decimal":
		return "case when try_cast(" + name + "::varchar as double) is not null then 'out of range' else " +
			quoteText("no number with the decimal mark "+f.decimal.Mark) + " end"
	case "integer":
		return quoteText("no whole number")
	case "number":
		return quoteText("no number with the decimal mark " + f.decimal.Mark)
	case "flag":
		return quoteText("neither true nor false")
	default:
		return quoteText("no JSON object")
	}
}

// fillCarefully makes the rows of the table, rejects those that lack what they need, and inserts the rest.
func (l *loader) fillCarefully(ctx context.Context, y yield, columns []source.Column) error {
	t := l.x.table
	exprs := l.rowSQL(t, columns)
	for i, c := range t.Columns {
		if exprs[i] == "null" {
			exprs[i] += "::" + c.Type
		}
		exprs[i] += " as " + quoteName(c.Name)
	}
	row := "null::bigint"
	if findColumn(columns, []string{rawRow}) >= 0 {
		row = "y." + rawRow
	}
	err := l.createTemp(ctx, stageTable, l.withRelations(fromTemp)+"\nselect "+strings.Join(exprs, ", ")+", "+row+" as "+rawRow+
		", row_number() over () as landscape_number from (\n"+y.sql+"\n) as y")
	if err != nil {
		return errors.Join(l.withinLimit(), err) // unreadable values explain more than what they led to
	}
	if err := l.checkStage(ctx, t); err != nil {
		return err
	}
	if err := l.collectBad(ctx); err != nil {
		return err
	}
	if err := l.withinLimit(); err != nil {
		return err
	}
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	_, err = l.e.exec(ctx, l.conn, "insert into "+t.Name+" select "+quoteNames("s.", names)+" from "+stageTable+
		" as s where s.landscape_number not in (select number from "+refusedTable+")")
	return err
}

// refusedTable holds the numbers of the staged rows that are refused.
const refusedTable = "landscape_refused"

// checkStage finds staged rows that lack a value they need, break a rule of the table, or repeat the key of an earlier row.
func (l *loader) checkStage(ctx context.Context, t queries.Object) error {
	var checks []string
	check := func(name, where, value, reason string) {
		checks = append(checks, fmt.Sprintf("select landscape_number as number, raw_row, %s as name, %s as value, %s as reason from %s where %s",
			quoteText(name), value, reason, stageTable, where))
	}
	for _, name := range requiredColumns(t) {
		if !mayBeEmpty(t, name) {
			check(name, quoteName(name)+" is null", "null::varchar", "'there is no value'")
		}
	}
	for _, c := range t.Checks {
		check(c.Column, brokenSQL(t, c), quoteName(c.Column)+"::varchar", faultSQL(c))
	}
	if key := tableKey(t); key != nil && t.Name != ledgerTable {
		names := quoteNames("", key)
		checks = append(checks, fmt.Sprintf(`select landscape_number, raw_row, %s, concat_ws(', ', %s),
			'the key stands before already, in line ' || (first(raw_row) over w & %d) from %s
			where concat(%s) is not null window w as (partition by %s order by raw_row, landscape_number)
			qualify row_number() over w > 1`, quoteText(strings.Join(key, ", ")), names, int64(1)<<lineBits-1, stageTable, names, names))
	}
	if err := l.createTemp(ctx, refusedTable, strings.Join(checks, " union all ")); err != nil {
		return err
	}
	_, err := l.e.exec(ctx, l.conn, "insert into "+badTable+" select raw_row, name, value, reason from "+refusedTable)
	return err
}
