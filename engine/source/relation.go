package source

import (
	"fmt"
	"strings"
)

// ColumnSpec says how one column is to be delivered.
type ColumnSpec struct {
	Name    string        // of the source's column, as in Input.Columns; at most once in a list
	Type    string        // VARCHAR, DATE, TIMESTAMP, DECIMAL(p,s), DOUBLE, BIGINT, INTEGER ...; empty = as the column is
	Date    DateFormat    // for DATE and TIMESTAMP out of text; the zero value is YYYY-MM-DD, or with HH:MM:SS for TIMESTAMP
	Decimal DecimalFormat // for numbers out of text; the zero value is plain with a decimal point
	Zone    string        // for DATE and TIMESTAMP out of zoned text: the IANA zone whose day counts; defaults to UTC
}

// Relation returns the SQL text of a relation, to stand after FROM, that delivers exactly the named columns in the given order
// under their own names: read_csv, read_parquet or read_json with everything decided here, wrapped in a SELECT with the
// conversions that DuckDB's reader cannot do natively. A value that does not fit its format is an error when it is read, never
// a NULL. Empty text is NULL. Columns that are not named are not converted. Text columns of Parquet are converted as those of
// text files; other columns of Parquet are cast. With no columns every column is delivered as it is (VARCHAR for text).
func (in *Input) Relation(cols []ColumnSpec) string {
	if len(cols) == 0 {
		for _, c := range in.Columns {
			cols = append(cols, ColumnSpec{Name: c.Name})
		}
	}
	var from string
	exprs := make([]string, len(cols))
	switch in.Format {
	case FormatText, FormatXLSX:
		from = in.readCSV(cols, exprs)
	case FormatJSON, FormatNDJSON:
		from = in.readJSON()
	case FormatParquet:
		from = "read_parquet(" + quoteText(in.data) + ", hive_partitioning = false)"
	}
	for i, c := range cols {
		if exprs[i] == "" {
			exprs[i] = c.convert(in.typeOf(c.Name))
		}
		if name := quoteName(c.Name); exprs[i] != name {
			exprs[i] += " as " + name
		}
	}
	return "(select " + strings.Join(exprs, ", ") + " from " + from + ")"
}

func (in *Input) typeOf(column string) string {
	for _, c := range in.Columns {
		if c.Name == column {
			return c.Type
		}
	}
	return "VARCHAR"
}

// convert returns the expression of the column out of a relation that delivers it as the type given.
func (c ColumnSpec) convert(given string) string {
	name := quoteName(c.Name)
	switch {
	case c.Type == "" || strings.EqualFold(c.Type, given):
		return name
	case given != "VARCHAR":
		return "cast(" + name + " as " + c.Type + ")"
	case c.isDate():
		return DateSQL(name, c.dateFormat(), c.Type, c.Zone, true)
	case c.isNumber():
		return DecimalSQL(name, c.decimalFormat(), c.Type, true)
	}
	return "cast(" + name + " as " + c.Type + ")"
}

func (c ColumnSpec) isDate() bool {
	t := strings.ToUpper(c.Type)
	return t == "DATE" || t == "TIMESTAMP"
}

func (c ColumnSpec) isNumber() bool {
	t := strings.ToUpper(c.Type)
	return isWhole(t) || t == "DOUBLE" || t == "FLOAT" || strings.HasPrefix(t, "DECIMAL")
}

func (c ColumnSpec) dateFormat() DateFormat {
	f := c.Date
	if len(f.Layouts) == 0 {
		if f.Layouts = []string{"%Y-%m-%d"}; strings.EqualFold(c.Type, "TIMESTAMP") {
			f.Layouts = []string{"%Y-%m-%d %H:%M:%S"}
		}
	}
	return f
}

func (c ColumnSpec) decimalFormat() DecimalFormat {
	if c.Decimal.Mark == "" {
		return DecimalFormat{Mark: ".", Plain: true, Nulls: c.Decimal.Nulls}
	}
	return c.Decimal
}

// nativeFormats are the formats that DuckDB's CSV reader takes for the whole file: one layout of dates, one of timestamps, one
// decimal mark. The first column that needs one claims it; columns in another format are converted in SQL.
type nativeFormats struct{ date, timestamp, mark string }

// readCSV returns the reader with its columns typed, and fills the expressions of those that the reader converts.
func (in *Input) readCSV(cols []ColumnSpec, exprs []string) string {
	var f nativeFormats
	types := map[string]string{}
	for i, c := range cols {
		typ, expr := f.native(c)
		if typ != "" && in.typeOf(c.Name) == "VARCHAR" {
			types[c.Name], exprs[i] = typ, expr
		}
	}
	fields := make([]string, len(in.Columns))
	for i, c := range in.Columns {
		typ := types[c.Name]
		if typ == "" {
			typ = c.Type
		}
		fields[i] = quoteText(c.Name) + ": " + quoteText(typ)
	}
	d := in.Dialect
	// strict_mode is on by default and must not be named: DuckDB 1.5.5 reads no row of a CRLF file when both new_line and
	// strict_mode are given, and none either when new_line is left to it and the header has a quoted line end.
	args := []string{
		quoteText(in.data), "auto_detect = false", "delim = " + quoteText(d.Delimiter), "quote = " + quoteText(d.Quote),
		"escape = " + quoteText(d.Escape), "new_line = " + quoteText(strings.NewReplacer("\r", `\r`, "\n", `\n`).Replace(d.Newline)),
		fmt.Sprintf("skip = %d", d.Skip), fmt.Sprintf("header = %t", d.Header), "columns = {" + strings.Join(fields, ", ") + "}",
		"nullstr = ''", "null_padding = false", "ignore_errors = false", "comment = ''",
		fmt.Sprintf("max_line_size = %d", maxLine), "encoding = 'utf-8'", "compression = 'none'", "hive_partitioning = false",
	}
	if f.date != "" {
		args = append(args, "dateformat = "+quoteText(f.date))
	}
	if f.timestamp != "" {
		args = append(args, "timestampformat = "+quoteText(f.timestamp))
	}
	if f.mark == "," {
		args = append(args, "decimal_separator = ','")
	}
	return "read_csv(" + strings.Join(args, ", ") + ")"
}

// native returns the type that the reader gives the column and the expression over it, or no type when the reader cannot
// convert the column.
func (f *nativeFormats) native(c ColumnSpec) (typ, expr string) {
	name := quoteName(c.Name)
	switch {
	case c.isDate():
		return f.nativeDate(c, name)
	case c.isNumber():
		d := c.decimalFormat()
		if !d.Plain || len(d.Nulls) > 0 || f.mark != "" && f.mark != d.Mark {
			return "", ""
		}
		f.mark = d.Mark
		if isWhole(c.Type) {
			return "DOUBLE", wholeSQL(name, c.Type, true)
		}
		return c.Type, name
	}
	return "", ""
}

func (f *nativeFormats) nativeDate(c ColumnSpec, name string) (typ, expr string) {
	d := c.dateFormat()
	if len(d.Layouts) != 1 || d.Long || len(d.Nulls) > 0 {
		return "", ""
	}
	layout := d.Layouts[0]
	if zonedLayout(layout) && (strings.HasSuffix(layout, "%z") || c.Zone != "" && c.Zone != "UTC") {
		return "", ""
	}
	if !strings.Contains(layout, ":") {
		if f.date != "" && f.date != layout {
			return "", ""
		}
		f.date, typ = layout, "DATE"
	} else {
		if f.timestamp != "" && f.timestamp != layout {
			return "", ""
		}
		f.timestamp, typ = layout, "TIMESTAMP"
	}
	if strings.EqualFold(typ, c.Type) {
		return typ, name
	}
	return typ, "cast(" + name + " as " + c.Type + ")"
}

// EvidenceSQL returns a query over rel (a relation to stand after FROM that delivers the column as VARCHAR) whose rows
// (value VARCHAR, n BIGINT) stand for the whole column: for each shape of text the extreme values, with the number of rows they
// stand for. Fed to DateEvidence, DecimalEvidence or KeyEvidence they decide what every single value would decide.
func EvidenceSQL(rel, column string) string {
	const number = `try_cast(regexp_extract(v, '^([0-9]{1,2})[^0-9]([0-9]{1,2})[^0-9]', %d) as integer)`
	first, second := fmt.Sprintf(number, 1), fmt.Sprintf(number, 2)
	return `with texts as (
    select trim(` + quoteName(column) + `) as v from ` + rel + ` as source_rows where trim(` + quoteName(column) + `) <> ''
), shapes as (
    select
        min(v) as low,
        max(v) as high,
        count(*) as n
    from texts
    group by
        translate(v, '012345678', '999999999'),
        ` + first + ` > 12,
        ` + second + ` > 12,
        ` + first + ` = ` + second + `,
        ends_with(v, '.0'),
        starts_with(v, '0')
)
select low as value, (n + 1) // 2 as n from shapes
union all
select high as value, n // 2 as n from shapes where n > 1
order by n desc, value
limit 10000`
}
