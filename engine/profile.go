package engine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/customer-landscape/landscape/queries"
)

// profile is a parsed profile: how files of one shape become rows of the input tables.
type profile struct {
	name       string
	summary    string
	sourceName string    // the source of its lines
	reads      []string  // input tables that its SELECTs read
	settings   []keyText // settings that hold when nothing else is set
	relations  []rawRelation
	yields     []yield
	text       string // everything that decides what it makes of a file
}

// keyText is a name with its value.
type keyText struct{ key, value string }

// rawRelation is one kind of file that a profile reads, found by the names of its columns or by its first row.
type rawRelation struct {
	name     string
	required bool
	pattern  *regexp.Regexp // over the fields of the first row, joined by commas; nil when there is a header
	columns  []rawColumn
}

// rawColumn is a column of a raw relation: the name that the SELECTs use, its type, and what the file may call it.
type rawColumn struct {
	name     string
	kind     string // key, text, date, timestamp, decimal, integer, flag, number, map
	names    []string
	optional bool
}

// yield is one SELECT of a profile and the table that it fills.
type yield struct {
	table string
	sql   string
}

// rawRow is the column of a raw relation that leads back to the place in the file.
const rawRow = "raw_row"

var rawKinds = []string{"key", "text", "date", "timestamp", "decimal", "integer", "flag", "number", "map"}

var (
	yieldMark  = regexp.MustCompile(`(?m)^--\s*yield:\s*([a-z_]+)\s*$`)
	profileSet = sync.OnceValues(readProfiles)
)

// readProfiles returns the profiles that come with the program, in name order.
func readProfiles() ([]*profile, error) {
	objects, err := queries.All()
	if err != nil {
		return nil, err
	}
	var out []*profile
	for _, o := range objects {
		if o.Kind != queries.Profile {
			continue
		}
		p, err := parseProfile(o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", o.Path, err)
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b *profile) int { return strings.Compare(a.name, b.name) })
	return out, nil
}

// namedProfile returns a profile of the program by its name.
func namedProfile(name string) (*profile, error) {
	all, err := profileSet()
	if err != nil {
		return nil, err
	}
	names := make([]string, len(all))
	for i, p := range all {
		if p.name == name {
			return p, nil
		}
		names[i] = p.name
	}
	return nil, loadInvalid("profile "+name, "Profiles are "+strings.Join(names, ", ")+"; --profile-file takes one of your own.",
		"there is no such profile")
}

// fileProfile reads a profile that the user wrote.
func fileProfile(path string) (*profile, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, &Error{Kind: KindNotFound, Op: "load", Object: "profile file " + path, Err: err}
	}
	name := filepath.Base(path)
	o, err := queries.Parse("profiles/"+name, string(text))
	if err == nil && o.Kind != queries.Profile {
		err = fmt.Errorf("the kind is %q, not profile", o.Kind)
	}
	var p *profile
	if err == nil {
		p, err = parseProfile(o)
	}
	if err != nil {
		return nil, loadInvalid("profile file "+path, "queries/profiles holds the profiles of the program as examples.", "%w",
			errors.New(strings.TrimPrefix(err.Error(), "profiles/"+name+":")))
	}
	return p, nil
}

func parseProfile(o queries.Object) (*profile, error) {
	p := &profile{name: o.Name, summary: o.Summary, sourceName: o.Name, yields: splitYields(o.Body)}
	var text strings.Builder
	for _, e := range o.Extra {
		fmt.Fprintf(&text, "%s: %s\n%s\n", e.Key, e.Value, strings.Join(e.Lines, "\n"))
		if err := p.entry(e); err != nil {
			return nil, fmt.Errorf("line %d: %w", e.Line, err)
		}
	}
	p.text = text.String() + o.Body
	if len(p.relations) == 0 {
		return nil, errors.New("the header lists no relations")
	}
	return p, nil
}

// splitYields cuts the body at its marks. What stands before the first mark yields invoice_lines.
func splitYields(body string) []yield {
	var out []yield
	add := func(table, sql string) {
		sql = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(sql), ";"))
		if sql != "" {
			out = append(out, yield{table, sql})
		}
	}
	table, from := ledgerTable, 0
	for _, m := range yieldMark.FindAllStringSubmatchIndex(body, -1) {
		add(table, body[from:m[0]])
		table, from = body[m[2]:m[3]], m[1]
	}
	add(table, body[from:])
	return out
}

func (p *profile) entry(e queries.Entry) error {
	switch e.Key {
	case "source_name":
		p.sourceName = e.Value
	case "reads":
		p.reads = splitList(e.Value, ",")
	case "settings":
		for _, s := range splitList(e.Value, ",") {
			key, value, ok := strings.Cut(s, "=")
			if !ok {
				return fmt.Errorf("a setting is name=value, not %q", s)
			}
			p.settings = append(p.settings, keyText{key, value})
		}
	case "relations":
		for _, line := range e.Lines {
			if err := p.relationLine(line); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("unknown key %q; a profile has relations, reads, settings and source_name", e.Key)
	}
	return nil
}

// relationLine reads "name required", "name optional; first row PATTERN" or "name.column kind Name | Other name ?".
func (p *profile) relationLine(line string) error {
	name, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	relation, column, isColumn := strings.Cut(name, ".")
	if !isColumn {
		need, pattern, _ := strings.Cut(rest, "; first row ")
		if need != "required" && need != "optional" {
			return fmt.Errorf("the relation %s is required or optional, not %q", name, need)
		}
		r := rawRelation{name: name, required: need == "required"}
		if pattern != "" {
			re, err := regexp.Compile(pattern)
			if err != nil {
				return err
			}
			r.pattern = re
		}
		p.relations = append(p.relations, r)
		return nil
	}
	if len(p.relations) == 0 || p.relations[len(p.relations)-1].name != relation {
		return fmt.Errorf("the column %s stands before its relation", name)
	}
	kind, names, _ := strings.Cut(rest, " ")
	if !slices.Contains(rawKinds, kind) {
		return fmt.Errorf("the column %s has a kind out of %s, not %q", name, strings.Join(rawKinds, ", "), kind)
	}
	names, optional := strings.CutSuffix(strings.TrimSpace(names), "?")
	c := rawColumn{name: column, kind: kind, names: splitList(names, "|"), optional: optional}
	if len(c.names) == 0 {
		return fmt.Errorf("the column %s does not say what the file calls it", name)
	}
	r := &p.relations[len(p.relations)-1]
	r.columns = append(r.columns, c)
	return nil
}

// names reports whether the SELECT reads the relation.
func (y yield) names(relation string) bool {
	return regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(relation) + `\b`).MatchString(y.sql)
}

// position is the place that a name such as #3 stands for, counted from 1.
func position(name string) (int, bool) {
	digits, ok := strings.CutPrefix(name, "#")
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil && n > 0
}

func splitList(text, separator string) []string {
	var out []string
	for part := range strings.SplitSeq(text, separator) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
