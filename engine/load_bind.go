package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/engine/source"
)

// binding is one input as one raw relation of the profile.
type binding struct {
	input    *rawInput
	relation *rawRelation
	columns  []source.Column // for each column of the relation the input's; no name where an optional one is missing
}

// bind finds the profile and gives every input its relation.
func (x *extract) bind() error {
	if err := x.checkHeaders(); err != nil {
		return err
	}
	switch {
	case x.profile != nil:
	case x.opts.Profile != "" || x.opts.ProfileFile != "":
		var err error
		if x.opts.Profile != "" {
			x.profile, err = namedProfile(x.opts.Profile)
		} else {
			x.profile, err = fileProfile(x.opts.ProfileFile)
		}
		if err != nil {
			return err
		}
	default:
		return x.detect()
	}
	bound, bad := bindAll(x.profile, x.inputs)
	if bad != nil {
		if x.mapped {
			return x.unmapped(bad)
		}
		return loadInvalid(bad.object(), "landscape load --explain shows what is found in a file.", "the profile %s %s", x.profile.name, bad.reason)
	}
	x.bound = bound
	return nil
}

// checkHeaders refuses a file that names a column twice: which one is meant cannot be known.
func (x *extract) checkHeaders() error {
	for _, in := range x.inputs {
		seen := map[string]bool{}
		for _, c := range in.columns() {
			name := strings.ToLower(c.Name)
			if seen[name] {
				return loadInvalid(in.path, "Rename or remove one of them.", "the column %q is there twice", c.Name)
			}
			seen[name] = true
		}
	}
	return nil
}

// detect takes the profile that claims every input and knows most of their columns.
func (x *extract) detect() error {
	all, err := profileSet()
	if err != nil {
		return err
	}
	var best []*profile
	most := 0
	for _, p := range all {
		bound, bad := bindAll(p, x.inputs)
		if bad != nil {
			continue
		}
		known := knownColumns(bound)
		if known > most {
			best, most = nil, known
		}
		if known == most {
			best = append(best, p)
			x.profile, x.bound = p, bound
		}
	}
	switch len(best) {
	case 0:
		return x.noProfile(all)
	case 1:
		return nil
	default:
		return loadInvalid(x.name(), "Name one with --profile.", "the profiles %s and %s fit equally well", best[0].name, best[1].name)
	}
}

func knownColumns(bound []*binding) int {
	n := 0
	for _, b := range bound {
		for _, c := range b.columns {
			if c.Name != "" {
				n++
			}
		}
	}
	return n
}

// misfit says why a profile does not read the inputs.
type misfit struct {
	input  *rawInput // nil when a whole relation is missing
	reason string
}

func (m *misfit) object() string {
	if m.input == nil {
		return ""
	}
	return m.input.path
}

// bindAll binds every input to the relation that knows most of its columns. Without any input for the lines it is enough that the
// rest is claimed: a catalogue may come alone.
func bindAll(p *profile, inputs []*rawInput) ([]*binding, *misfit) {
	var out []*binding
	for _, in := range inputs {
		var best *binding
		for i := range p.relations {
			b := bindOne(in, &p.relations[i])
			if b != nil && (best == nil || knownColumns([]*binding{b}) > knownColumns([]*binding{best})) {
				best = b
			}
		}
		if best == nil {
			return nil, &misfit{in, "does not know this file: " + p.lacking(in)}
		}
		out = append(out, best)
	}
	has := func(r *rawRelation) bool {
		return slices.ContainsFunc(out, func(b *binding) bool { return b.relation == r })
	}
	some := false
	for i := range p.relations {
		some = some || p.relations[i].required && has(&p.relations[i])
	}
	for i := range p.relations {
		r := &p.relations[i]
		if some && r.required && !has(r) {
			return nil, &misfit{nil, fmt.Sprintf("needs a file for %s too, with the columns %s", r.name, strings.Join(r.needed(), ", "))}
		}
	}
	return out, nil
}

// bindOne returns nil when the input is not of this relation.
func bindOne(in *rawInput, r *rawRelation) *binding {
	if r.pattern != nil && !r.pattern.MatchString(firstRow(in)) {
		return nil
	}
	b := &binding{input: in, relation: r, columns: make([]source.Column, len(r.columns))}
	for i, c := range r.columns {
		at := findColumn(in.columns(), c.names)
		if at >= 0 {
			b.columns[i] = in.columns()[at]
		} else if !c.optional {
			return nil
		}
	}
	return b
}

// firstRow is the first row of a file without header, its fields joined by commas.
func firstRow(in *rawInput) string {
	if !in.isText() || in.file.Dialect.Header || len(in.file.Sample.Rows) == 0 {
		return ""
	}
	return strings.Join(in.file.Sample.Rows[0], ",")
}

func findColumn(columns []source.Column, names []string) int {
	for _, name := range names {
		if n, ok := position(name); ok && n <= len(columns) {
			return n - 1
		}
		at := slices.IndexFunc(columns, func(c source.Column) bool { return strings.EqualFold(c.Name, name) })
		if at >= 0 {
			return at
		}
	}
	return -1
}

// needed are the names of the columns that the relation cannot do without.
func (r *rawRelation) needed() []string {
	var out []string
	for _, c := range r.columns {
		if !c.optional {
			out = append(out, c.names[0])
		}
	}
	return out
}

// lacking names what the nearest relation of the profile misses in the input.
func (p *profile) lacking(in *rawInput) string {
	r, missing := p.nearest(in)
	if r.pattern != nil {
		return "its first row is not one of " + r.name
	}
	return "as " + r.name + " it lacks " + strings.Join(missing, ", ")
}

func (p *profile) nearest(in *rawInput) (*rawRelation, []string) {
	var best *rawRelation
	var lacks []string
	for i := range p.relations {
		r := &p.relations[i]
		var missing []string
		for _, c := range r.columns {
			if !c.optional && findColumn(in.columns(), c.names) < 0 {
				missing = append(missing, c.names[0])
			}
		}
		if best == nil || r.pattern == nil && (best.pattern != nil || len(missing)*len(best.needed()) < len(lacks)*len(r.needed())) {
			best, lacks = r, missing
		}
	}
	return best, lacks
}

// noProfile explains a file that no profile reads: what was found, which profile is nearest, and how a mapping is written.
func (x *extract) noProfile(all []*profile) error {
	in := x.inputs[0]
	var nearest *profile
	share := 2.0
	for _, p := range all {
		if _, bad := bindAll(p, x.inputs); bad != nil && bad.input == nil {
			return loadInvalid(x.name(), "Name all files of the extract in one command.", "it looks like %s, which %s", p.name, bad.reason)
		} else if bad != nil {
			in = bad.input
		}
		r, missing := p.nearest(in)
		if s := float64(len(missing)) / float64(max(1, len(r.needed()))); r.pattern == nil && s < share {
			nearest, share = p, s
		}
	}
	return loadInvalid(in.path, mapExample(in.columns()), "no profile reads it; its columns are %s; the nearest profile is %s: %s",
		columnList(in.columns()), nearest.name, nearest.lacking(in))
}

// unmapped explains a mapping, or a file for a table of its own, whose columns are not there.
func (x *extract) unmapped(bad *misfit) error {
	_, missing := x.profile.nearest(bad.input)
	return loadInvalid(bad.input.path, mapExample(bad.input.columns()), "the columns %s are not there; its columns are %s",
		strings.Join(missing, ", "), columnList(bad.input.columns()))
}

func columnList(columns []source.Column) string {
	const most = 40
	var names []string
	for i, c := range columns {
		if i == most {
			names = append(names, "...")
			break
		}
		names = append(names, c.Name)
	}
	return strings.Join(names, ", ")
}

// mapExample writes a mapping with columns of the file. Which column is meant is for the user to say, so it takes none by its name.
func mapExample(columns []source.Column) string {
	example := "COLUMN"
	if len(columns) > 0 {
		example = columns[0].Name
		if !plainName.MatchString(example) {
			example = quoteName(example)
		}
	}
	return fmt.Sprintf("Say which columns are meant, such as --map 'customer_id=%s' --map 'invoice_date=...' --map 'net_amount=quantity*unit_price'.", example)
}
