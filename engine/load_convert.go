package engine

import (
	"strings"

	"github.com/customer-landscape/landscape/engine/source"
)

// kindOfType is the kind of raw column that a DuckDB type stands for.
func kindOfType(t string) string {
	switch {
	case isWhole(t):
		return "integer"
	case isFraction(t):
		return "decimal"
	case t == "DATE":
		return "date"
	case strings.HasPrefix(t, "TIMESTAMP"):
		return "timestamp"
	case t == "BOOLEAN":
		return "flag"
	case strings.HasPrefix(t, "MAP"), strings.HasPrefix(t, "STRUCT"):
		return "map"
	default:
		return "text"
	}
}

func isWhole(t string) bool {
	return strings.HasSuffix(t, "INT") || strings.HasSuffix(t, "INTEGER")
}

func isFraction(t string) bool {
	return t == "DOUBLE" || t == "FLOAT" || strings.HasPrefix(t, "DECIMAL")
}

// readAsText reports whether a typed column is read through its text: text itself, and whole numbers such as 20110105 for dates.
func readAsText(t, kind string) bool {
	if kind == "date" || kind == "timestamp" {
		return t == "VARCHAR" || isWhole(t)
	}
	return t == "VARCHAR"
}

// fromText converts a text expression. strict raises an error on a value that does not fit, otherwise it is NULL.
func fromText(expr string, f columnFormat, zone string, strict bool) string {
	switch f.kind {
	case "key":
		if f.unseen && strict {
			return unseenSQL(expr, f.ascii)
		}
		return source.KeySQL(expr, f.float, f.ascii)
	case "date", "timestamp":
		return source.DateSQL(expr, f.date, f.sqlType, zone, strict)
	case "decimal", "integer", "number":
		return source.DecimalSQL(expr, f.decimal, f.sqlType, strict)
	case "flag":
		return flagSQL(expr, strict)
	case "map":
		return cast("nullif(trim("+expr+"), '')::json", f.sqlType, strict)
	default:
		return source.TextSQL(expr, f.ascii)
	}
}

// flagSQL reads the words for true and false. The cast of the last branch fails on any other.
func flagSQL(expr string, strict bool) string {
	word := "lower(trim(" + expr + "))"
	return "case when " + word + " in ('true', 't', 'yes', 'y', '1', 'x') then true when " + word +
		" in ('false', 'f', 'no', 'n', '0') then false else " + cast("nullif("+word+", '')", "BOOLEAN", strict) + " end"
}

func cast(expr, sqlType string, strict bool) string {
	if strict {
		return "cast(" + expr + " as " + sqlType + ")"
	}
	return "try_cast(" + expr + " as " + sqlType + ")"
}

// fromType converts an expression of a DuckDB type. A float that is no number is an empty value, as pandas writes it.
func fromType(expr, t string, f columnFormat, zone string, strict bool) string {
	if readAsText(t, f.kind) {
		return fromText(expr+"::varchar", f, zone, strict)
	}
	float := t == "DOUBLE" || t == "FLOAT"
	if float {
		expr = "case when not isnan(" + expr + ") then " + expr + " end"
	}
	switch f.kind {
	case "key", "text":
		if float {
			return "case when (" + expr + ") = trunc(" + expr + ") and abs(" + expr + ") < 1e15 then (" + expr + ")::bigint::varchar else (" + expr + ")::varchar end"
		}
		if strings.HasPrefix(t, "DECIMAL") {
			return `regexp_replace((` + expr + `)::varchar, '[.]0+$', '')`
		}
		return "(" + expr + ")::varchar"
	case "date", "timestamp":
		if t == "TIMESTAMP WITH TIME ZONE" {
			expr = "(" + expr + ") at time zone " + quoteText(zone)
		}
		return cast(expr, f.sqlType, strict)
	case "integer":
		if isFraction(t) {
			return cast("case when ("+expr+") = trunc("+expr+") then ("+expr+")::varchar else 'not whole: ' || ("+expr+") end", "DOUBLE", strict) + "::bigint"
		}
		return cast(expr, f.sqlType, strict)
	case "map":
		if !strings.HasPrefix(t, "MAP") {
			expr = "to_json(" + expr + ")"
		}
		return cast(expr, f.sqlType, strict)
	default:
		return cast(expr, f.sqlType, strict)
	}
}

// nativeSpec asks the reader of a text file for a column in its final type where the reader converts it as strictly as we do, else as
// text; converted reports which.
func nativeSpec(name string, f columnFormat, zone string) (spec source.ColumnSpec, converted bool) {
	spec = source.ColumnSpec{Name: name, Type: "VARCHAR"}
	switch f.kind {
	case "date", "timestamp", "decimal", "number":
		if f.whole {
			return spec, false
		}
		spec.Type, spec.Date, spec.Decimal, spec.Zone = f.sqlType, f.date, f.decimal, zone
		return spec, true
	}
	return spec, false
}

// unseenSQL reads an id of a column in whose sample every value was empty. How ids are written must not depend on where the first one
// stands: the cast of a text that is no number stops the straight way, and the careful way looks at the whole column.
func unseenSQL(expr string, ascii bool) string {
	return "case when ends_with(rtrim(" + expr + "), '.0') then cast('undecided: ' || " + expr + " as bigint)::varchar else " +
		source.KeySQL(expr, false, ascii) + " end"
}

// wholeSQL reads a number of a column in whose sample no number had a fraction. A point further down could be one of decimals or of
// thousands: the cast of a text that is no number stops the straight way, as a comma does by itself, and the careful way looks at the
// whole column.
func wholeSQL(expr string, f columnFormat) string {
	return "case when contains(" + expr + ", '.') then cast('undecided: ' || " + expr + " as " + f.sqlType + ") else cast(" + expr + " as " + f.sqlType + ") end"
}
