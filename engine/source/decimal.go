package source

import (
	"maps"
	"slices"
	"strings"
)

// DecimalFormat is a decided way to read the numbers of one column.
type DecimalFormat struct {
	Mark  string   // "." or ","
	Group string   // thousands separator: "" "," "." " " "'"; " " stands for every kind of blank
	Plain bool     // every value is [+-]digits[mark digits][exponent]: DuckDB's reader takes it natively
	Nulls []string // words seen that stand for no value
}

// DecimalDecision is the outcome of DecimalEvidence.
type DecimalDecision struct {
	Verdict  Verdict
	Format   DecimalFormat // valid when Decided
	Readings []Reading     // when Ambiguous: up to three values, read with decimal comma and with decimal point
	Values   int64         // values that are not empty
	Bad      int64         // of them, no number under Format
	Examples []string      // up to three bad ones
	Currency string        // the currency sign or code beside the numbers; several, and then Unfit, are set apart by ", "
	Fraction bool          // some value has decimals other than zeros
	Scale    int           // most decimals seen, trailing zeros left out
}

// markEvidence is what speaks for one decimal mark.
type markEvidence struct {
	only   int64 // values that are numbers under this mark alone
	groups map[string]int64
	scale  int
	shown  []string // values that are numbers under this mark alone
}

// DecimalEvidence gathers what the text values of one column say about their decimal mark. The zero value is ready.
type DecimalEvidence struct {
	values     int64
	bad        int64
	badShown   []string
	nulls      []string
	decorated  bool // signs or currencies that DuckDB's reader does not take
	dot, comma markEvidence
	either     int64 // values that differ by mark
	eitherEx   []Reading
	currencies []string
}

// Add counts n rows of the value.
func (e *DecimalEvidence) Add(value string, n int64) {
	v := strings.TrimSpace(plainBlanks(value))
	if v == "" {
		return
	}
	if isNull(v) {
		e.nulls = addOnce(e.nulls, v, len(nullWords)*2)
		return
	}
	e.values += n
	t, ok := numberShape(v)
	if !ok {
		e.bad += n
		e.badShown = addOnce(e.badShown, v, examples)
		return
	}
	e.decorated = e.decorated || !t.simple
	if t.currency != "" {
		e.currencies = addOnce(e.currencies, t.currency, 10)
	}
	e.dot.see(t.dot, n)
	e.comma.see(t.comma, n)
	switch {
	case !t.comma.ok:
		e.dot.only += n
		e.dot.shown = addOnce(e.dot.shown, v, examples)
	case !t.dot.ok:
		e.comma.only += n
		e.comma.shown = addOnce(e.comma.shown, v, examples)
	case !t.dot.same(t.comma):
		e.either += n
		if r := (Reading{Value: v, First: t.plain(","), Other: t.plain(".")}); len(e.eitherEx) < examples && !slices.Contains(e.eitherEx, r) {
			e.eitherEx = append(e.eitherEx, r)
		}
	}
}

func (m *markEvidence) see(r reading, n int64) {
	if !r.ok {
		return
	}
	m.scale = max(m.scale, len(r.decimal))
	if r.group != 0 {
		if m.groups == nil {
			m.groups = map[string]int64{}
		}
		m.groups[string(r.group)] += n
	}
}

func (m *markEvidence) merge(o markEvidence) {
	m.only += o.only
	m.scale = max(m.scale, o.scale)
	m.shown = addAll(m.shown, o.shown)
	for g, n := range o.groups {
		if m.groups == nil {
			m.groups = map[string]int64{}
		}
		m.groups[g] += n
	}
}

// group is the most frequent thousands separator, with the rows that use another.
func (m *markEvidence) group() (best string, others int64) {
	for _, g := range slices.Sorted(maps.Keys(m.groups)) {
		if best == "" || m.groups[g] > m.groups[best] {
			best = g
		}
	}
	for g, n := range m.groups {
		if g != best {
			others += n
		}
	}
	return best, others
}

// Merge adds the evidence of another part of the column.
func (e *DecimalEvidence) Merge(o *DecimalEvidence) {
	e.values, e.bad, e.either = e.values+o.values, e.bad+o.bad, e.either+o.either
	e.decorated = e.decorated || o.decorated
	e.dot.merge(o.dot)
	e.comma.merge(o.comma)
	e.badShown = addAll(e.badShown, o.badShown)
	for _, v := range o.nulls {
		e.nulls = addOnce(e.nulls, v, len(nullWords)*2)
	}
	for _, c := range o.currencies {
		e.currencies = addOnce(e.currencies, c, 10)
	}
	for _, r := range o.eitherEx {
		if len(e.eitherEx) < examples && !slices.Contains(e.eitherEx, r) {
			e.eitherEx = append(e.eitherEx, r)
		}
	}
}

// Decide returns what the values say; mark ("." or ",") settles it where it is not empty. A few values that contradict all
// others are Bad. Amounts in several currencies in one column are Unfit.
func (e *DecimalEvidence) Decide(mark string) DecimalDecision {
	d := DecimalDecision{Values: e.values, Bad: e.bad, Examples: e.badShown, Currency: strings.Join(e.currencies, ", ")}
	if e.values == 0 {
		d.Verdict, d.Format = Empty, DecimalFormat{Mark: ".", Plain: len(e.nulls) == 0, Nulls: slices.Sorted(slices.Values(e.nulls))}
		return d
	}
	if mark == "" {
		mark = e.mark()
	}
	if mark == "" {
		d.Verdict, d.Readings = Ambiguous, e.bothWays()
		return d
	}
	chosen, other := e.dot, e.comma
	if mark == "," {
		chosen, other = other, chosen
	}
	group, otherGroups := chosen.group()
	d.Bad += other.only + otherGroups
	d.Examples = addAll(slices.Clone(d.Examples), other.shown)
	d.Scale, d.Fraction = chosen.scale, chosen.scale > 0
	d.Format = DecimalFormat{Mark: mark, Group: group, Plain: group == "" && !e.decorated && len(e.nulls) == 0, Nulls: slices.Sorted(slices.Values(e.nulls))}
	if d.Verdict = Decided; d.Bad*2 > d.Values || len(e.currencies) > 1 {
		d.Verdict = Unfit
	}
	return d
}

// mark is what the values alone say; empty when they do not say it.
func (e *DecimalEvidence) mark() string {
	const few = 20
	switch {
	case e.dot.only > few*e.comma.only:
		return "."
	case e.comma.only > few*e.dot.only:
		return ","
	case e.dot.only+e.comma.only > 0, e.either > 0:
		return ""
	}
	return "."
}

func (e *DecimalEvidence) bothWays() []Reading {
	if e.dot.only+e.comma.only == 0 {
		return e.eitherEx
	}
	var out []Reading
	for _, list := range [][]string{e.comma.shown, e.dot.shown} {
		for _, v := range list[:min(len(list), 2)] {
			t, _ := numberShape(v)
			out = append(out, Reading{Value: v, First: t.plain(","), Other: t.plain(".")})
		}
	}
	return out[:min(len(out), examples)]
}

// plain writes the number under a mark, with its digits as they stand.
func (n numberText) plain(mark string) string {
	r := n.dot
	if mark == "," {
		r = n.comma
	}
	if !r.ok {
		return "no number"
	}
	out := r.whole
	if out == "" {
		out = "0"
	}
	if r.decimal != "" {
		out += "." + r.decimal
	}
	out += n.exponent
	if n.negative && strings.ContainsAny(out, "123456789") {
		out = "-" + out
	}
	return out
}

// DecimalSQL returns an expression that converts the text expression to the DuckDB type typ (DECIMAL(18,4), DOUBLE, BIGINT)
// under the format: strict raises an error on a value that does not fit, otherwise it is NULL. More decimals than typ has are
// rounded half away from zero; a whole-number type refuses decimals other than zeros.
func DecimalSQL(expr string, f DecimalFormat, typ string, strict bool) string {
	text := "trim(" + expr + ")"
	if !f.Plain {
		text = "trim(translate(" + expr + ", '\u00a0\u202f\u2009\u2212\u2019', '   -'''))"
	}
	text = nullable(text, f.Nulls)
	var number string
	if f.Plain {
		number = text
		if f.Mark == "," {
			number = "case when contains(" + text + ", '.') then 'not a number: ' || " + text + " else replace(" + text + ", ',', '.') end"
		}
	} else {
		number = "case when regexp_full_match(" + text + ", " + quoteText(f.pattern()) + ") then " +
			"case when contains(" + text + ", '-') or starts_with(" + text + ", '(') then '-' else '' end || " +
			"replace(regexp_replace(" + text + ", '[^0-9" + f.Mark + "]', '', 'g'), '" + f.Mark + "', '.') " +
			"else 'not a number: ' || " + text + " end"
	}
	cast := "try_cast"
	if strict {
		cast = "cast"
	}
	if !isWhole(typ) {
		return cast + "(" + number + " as " + typ + ")"
	}
	wide := cast + "(" + number + " as DOUBLE)"
	return wholeSQL(wide, typ, strict)
}

// wholeSQL turns a DOUBLE expression into a whole-number type, refusing decimals where DuckDB would round.
func wholeSQL(wide, typ string, strict bool) string {
	if !strict {
		return "case when " + wide + " = trunc(" + wide + ") then try_cast(" + wide + " as " + typ + ") end"
	}
	return "cast(case when " + wide + " is null or " + wide + " = trunc(" + wide + ") then " + wide +
		" else error('not a whole number: ' || " + wide + ") end as " + typ + ")"
}

func isWhole(typ string) bool {
	switch strings.ToUpper(typ) {
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT":
		return true
	}
	return false
}

// pattern is the regular expression of the numbers under the format.
func (f DecimalFormat) pattern() string {
	mark := `\` + f.Mark
	whole := `[0-9]+`
	if f.Group != "" {
		group := f.Group
		if group == "." {
			group = `\.`
		}
		whole = `([0-9]+|[1-9][0-9]{0,2}(` + group + `[0-9]{3})+)`
	}
	const currency = ` ?([$€£¥₹]|[A-Z]{3})? ?`
	number := `(` + whole + `(` + mark + `[0-9]*)?|` + mark + `[0-9]+)`
	return `[-+]?` + currency + `[-+]? ?` + number + currency + `|` + currency + number + currency + `-|\(` + currency + number + currency + `\)`
}

// ParseDecimal returns the number that DecimalSQL would read, as plain text such as "-1234.5".
func ParseDecimal(value string, f DecimalFormat) (string, bool) {
	v := strings.TrimSpace(plainBlanks(value))
	t, ok := numberShape(v)
	if !ok || slices.Contains(f.Nulls, v) {
		return "", false
	}
	r := t.dot
	if f.Mark == "," {
		r = t.comma
	}
	switch {
	case !r.ok,
		r.group != 0 && string(r.group) != f.Group,
		f.Plain && !t.simple,
		!f.Plain && t.exponent != "":
		return "", false
	}
	return t.plain(f.Mark), true
}
