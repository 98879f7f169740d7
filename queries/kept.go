package queries

import (
	"slices"
	"strings"
)

const (
	keptPrefix = "kept_" // the table of the rows of a step or figure at the settings in force
	heldPrefix = "held_" // the macro by which they are read where they may be missing: from that table, or computed
	nowPrefix  = "now_"  // the macro that gives what another one gives at the settings in force, from what is kept
)

// What fills tables beside loads and refreshes, as the header key writer names it.
const (
	WriterFit = "fit"
	WriterCRM = "crm" // the acknowledgement of an export
)

// KeptName is the name of the base table that holds the rows of a kept step or figure.
func KeptName(name string) string { return BaseSchema + "." + keptPrefix + name }

// NowName is the name of the macro that answers for the settings in force from what is kept.
func NowName(name string) string { return BaseSchema + "." + nowPrefix + name }

// withKept adds what the header key kept asks for. Of every kept object the rows at the settings in force are stored in a base table;
// every macro that reads one of them, by whichever way, gets a twin that reads the table in its place. Nothing of an object is
// kept for other arguments: a twin is called only where each argument that decides about kept rows is left as it is. Objects come in the
// order in which they can be created, and leave in such an order.
func withKept(objects []Object) []Object {
	k := keeper{known: map[string]*twin{}}
	writers := writersBelow(objects)
	var tables, rest []Object
	for i, o := range objects {
		if o.IsTable() {
			tables = append(tables, o)
			continue
		}
		t := k.twinOf(o)
		if t == nil {
			rest = append(rest, o)
			continue
		}
		t.writers = writers[i]
		if o.Kind != View {
			k.known[o.QualifiedName()+kindOfCall(o)] = t
		}
		if o.Stands != "" {
			k.known[BaseSchema+"."+o.Stands] = t
		}
		if o.Kind == Figure || o.Kind == View {
			o.Now = NowName(o.Name) + "()"
		}
		if len(o.Kept) > 0 {
			tables = append(tables, t.table())
		}
		rest = append(rest, t.now)
		if len(o.Kept) > 0 && t.readByMacro() {
			rest = append(rest, t.held())
			if o.Kind == Figure {
				o.Now = t.kept()
			}
		}
		rest = append(rest, o)
	}
	for i, o := range tables {
		if o.Keeps != "" || o.Body == "" {
			continue
		}
		if body, changed := k.rewrite(o, o.Body, map[string]bool{}); changed {
			tables[i].Filled = body
		}
	}
	return append(tables, withoutIdle(rest, tables)...)
}

// writersBelow finds for every object the writers of the tables that it rests on, sorted.
func writersBelow(objects []Object) [][]string {
	byName, _ := index(objects) // sortBySource has found every name and source
	writers := make([][]string, len(objects))
	for i, o := range objects {
		if o.IsTable() {
			if o.Writer != "" {
				writers[i] = []string{o.Writer}
			}
			continue
		}
		for _, name := range references(o, byName) {
			below, _ := resolve(objects, byName, i, name)
			for _, j := range below {
				writers[i] = append(writers[i], writers[j]...)
			}
		}
		slices.Sort(writers[i])
		writers[i] = slices.Compact(writers[i])
	}
	return writers
}

// readByFit are the macros whose twins a fit reads, beside those of figures.
var readByFit = []string{"forecast_repeats", "forecast_series"}

// withoutIdle leaves out twins that no view, no table and no fit reads, by whichever way.
func withoutIdle(objects, tables []Object) []Object {
	read := map[string]bool{}
	for _, name := range readByFit {
		read[nowPrefix+name] = true
	}
	noteCalls := func(body string) {
		for at := 0; ; {
			c, found := nextCall(body, at)
			if !found {
				return
			}
			at = c.start + strings.IndexByte(body[c.start:], '(') + 1
			read[c.name] = true
		}
	}
	for _, o := range tables {
		noteCalls(o.Filled)
	}
	var out []Object
	for _, o := range slices.Backward(objects) {
		switch twin := o.Schema == BaseSchema && strings.HasPrefix(o.Name, nowPrefix); {
		case twin && !read[o.Name]:
			continue
		case twin:
			noteCalls(o.Body)
		case o.Now != "" || len(o.Kept) > 0:
			read[nowPrefix+o.Name] = true
		}
		out = append(out, o)
	}
	slices.Reverse(out)
	return out
}

// standFor makes whatever reads a macro that another stands for come behind that one, unless that one rests on it.
func standFor(objects []Object, byName map[string][]int) {
	for i, s := range objects {
		if s.Stands == "" {
			continue
		}
		below := map[int]bool{}
		var descend func(i int)
		descend = func(i int) {
			if below[i] {
				return
			}
			below[i] = true
			for _, name := range references(objects[i], byName) {
				if found, err := resolve(objects, byName, i, name); err == nil {
					for _, j := range found {
						descend(j)
					}
				}
			}
		}
		descend(i)
		for j, o := range objects {
			if !below[j] && strings.Contains(o.Body, BaseSchema+"."+s.Stands+"(") {
				objects[j].after = append(objects[j].after, s.QualifiedName())
			}
		}
	}
}

// kindOfCall tells apart a relation and a scalar macro of one name.
func kindOfCall(o Object) string {
	if o.IsScalar() {
		return "()"
	}
	return ""
}

// twin is an object with what answers in its place.
type twin struct {
	of      Object
	now     Object
	decides map[string]bool // the arguments that have to be left as they are for the twin to give the same
	writers []string        // of the tables that the object rests on, beside loads and refreshes
}

// readByMacro says whether the kept rows are read through a macro, which can compute them instead: those of figures, of which memory may not
// suffice for all, and of what a write beside loads and refreshes leaves behind.
func (t *twin) readByMacro() bool { return t.of.Kind == Figure || len(t.writers) > 0 }

func (t *twin) table() Object {
	o := t.of
	table := Object{
		Path: o.Path, Name: keptPrefix + o.Name, Kind: BaseTable, Schema: BaseSchema, Family: o.Family, Keeps: o.Name,
		Summary: "The rows of " + o.Name + " at the settings in force.", Grain: o.Grain, Columns: nullable(o.Columns), Needs: o.Needs,
		Writers: t.writers, Body: "from " + NowName(o.Name) + "() order by " + strings.Join(o.Kept, ", "),
	}
	if t.readByMacro() {
		table.Now = t.kept()
	}
	return table
}

// held is the macro by which kept rows are read: from their table or by computing them.
func (t *twin) held() Object {
	o := t.of
	return Object{
		Path: o.Path, Name: heldPrefix + o.Name, Kind: BaseTableMacro, Schema: BaseSchema, Family: o.Family,
		Summary: "The rows of " + o.Name + " at the settings in force, kept or computed.", Grain: o.Grain, Columns: nullable(o.Columns),
		Body: "from " + KeptName(o.Name),
	}
}

// kept is the relation in which others find the kept rows.
func (t *twin) kept() string {
	if t.readByMacro() {
		return BaseSchema + "." + heldPrefix + t.of.Name + "()"
	}
	return KeptName(t.of.Name)
}

// PerCustomer says whether a base table holds the kept rows of a figure, or of what only figures read, that has a row for each customer, contact or
// prospect.
func (o Object) PerCustomer() bool {
	return o.Keeps != "" && o.Now != "" && slices.ContainsFunc(o.Columns, func(c Column) bool {
		return c.Name == "customer_id" || c.Name == "contact_id" || c.Name == "prospect_id"
	})
}

// nullable drops the promise of keys that they are never NULL, which a relation keeps by itself.
func nullable(columns []Column) []Column {
	out := slices.Clone(columns)
	for i := range out {
		out[i].Text = ""
	}
	return out
}

type keeper struct{ known map[string]*twin }

// twinOf is the twin of an object, or nil where nothing that it reads is kept.
func (k keeper) twinOf(o Object) *twin {
	switch o.Kind {
	case BaseMacro, BaseTableMacro, Figure, View:
	default:
		return nil
	}
	t := &twin{of: o, now: o, decides: map[string]bool{}}
	body, changed := k.rewrite(o, o.Body, t.decides)
	if !changed && len(o.Kept) == 0 {
		return nil
	}
	if len(o.Kept) > 0 || o.Stands != "" {
		for _, a := range o.Args {
			t.decides[a.Name] = !a.Required
		}
	}
	t.now.Name, t.now.Schema, t.now.Body = nowPrefix+o.Name, BaseSchema, body
	t.now.Kind, t.now.Kept, t.now.Stands, t.now.Needs, t.now.Example = BaseTableMacro, nil, "", nil, ""
	if o.IsScalar() {
		t.now.Kind = BaseMacro
	}
	return t
}

// rewrite replaces the calls that have twins, those in arguments of other calls too, and notes on which arguments of o that rests.
func (k keeper) rewrite(o Object, body string, decides map[string]bool) (string, bool) {
	var b strings.Builder
	changed, done := false, 0
	for {
		c, found := nextCall(body, done)
		if !found {
			b.WriteString(body[done:])
			return b.String(), changed
		}
		b.WriteString(body[done:c.start])
		t := k.called(c)
		if t != nil && t.answers(o, body, c, decides) {
			changed = true
			if len(t.of.Kept) > 0 {
				b.WriteString(t.kept())
				done = c.end
				continue
			}
			b.WriteString(NowName(t.of.Name))
		} else {
			b.WriteString(body[c.start : c.start+strings.IndexByte(body[c.start:], '(')])
		}
		open := c.start + strings.IndexByte(body[c.start:], '(')
		inner, some := k.rewrite(o, body[open:c.end], decides)
		b.WriteString(inner)
		changed = changed || some
		done = c.end
	}
}

func (k keeper) called(c call) *twin {
	switch {
	case c.qualified && c.relation:
		if t := k.known[BaseSchema+"."+c.name]; t != nil {
			return t
		}
		return k.known[BaseSchema+"."+c.name+"()"]
	case c.qualified:
		return k.known[BaseSchema+"."+c.name+"()"]
	case c.relation:
		return k.known[c.name]
	default:
		return nil
	}
}

// answers says whether the twin gives what the call in the body of o gives, as long as the arguments that it then notes in decides are
// left as they are.
func (t *twin) answers(o Object, body string, c call, decides map[string]bool) bool {
	var passed []string
	for i, g := range c.args {
		var to Arg
		switch at := slices.IndexFunc(t.of.Args, func(a Arg) bool { return a.Name == g.name }); {
		case g.name == "" && i < len(t.of.Args):
			to = t.of.Args[i]
		case at >= 0:
			to = t.of.Args[at]
		default:
			return false
		}
		if !t.decides[to.Name] {
			continue
		}
		text := strings.ToLower(strings.TrimSpace(body[g.start:g.end]))
		if text == leftAs(to) {
			continue
		}
		from := slices.IndexFunc(o.Args, func(a Arg) bool { return a.Name == text })
		if from < 0 || leftAs(o.Args[from]) != leftAs(to) {
			return false
		}
		passed = append(passed, text)
	}
	for _, name := range passed {
		decides[name] = true
	}
	return true
}

// leftAs is the value of an argument that is left as it is. What a base macro asks for is NULL where its caller was asked for nothing.
func leftAs(a Arg) string {
	if a.Required {
		return "null"
	}
	return strings.ToLower(strings.TrimSpace(a.Default))
}
