package queries

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	keyLine  = regexp.MustCompile(`^-- ([a-z_]+):(?:\s+(.*))?$`)
	nameRule = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	fileRule = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`) // a profile may carry a hyphen: online-retail
)

// headerKeys are the keys that every kind understands.
var headerKeys = []string{"name", "kind", "summary", "grain", "source", "needs", "kept", "stands_for", "writer", "key", "args", "columns", "checks", "returns", "chart", "example", "notes"}

// Parse reads one SQL file. The path is the one inside the folder queries; it gives the family and must end in the object's name.
// An error names the file and the line.
func Parse(file, text string) (Object, error) {
	entries, body, err := SplitHeader(file, text)
	if err != nil {
		return Object{}, err
	}
	p := parser{file: file, o: Object{Path: file, Family: path.Base(path.Dir(file)), Body: body}, seen: map[string]int{}}
	for _, e := range entries {
		if err := p.entry(e); err != nil {
			return Object{}, err
		}
	}
	return p.o, p.finish()
}

func fault(file string, line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", file, line, fmt.Sprintf(format, args...))
}

// SplitHeader cuts a file of SQL into the entries of its header, comment lines of "-- key: value" with indented lines below, and the SQL
// after it, without a closing semicolon. An error names the file and the line.
func SplitHeader(file, text string) ([]Entry, string, error) {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	var entries []Entry
	at := 0
	for ; at < len(lines) && strings.HasPrefix(lines[at], "--"); at++ {
		line := strings.TrimRight(lines[at], " \t")
		if m := keyLine.FindStringSubmatch(line); m != nil {
			entries = append(entries, Entry{Key: m[1], Value: strings.TrimSpace(m[2]), Line: at + 1})
			continue
		}
		more := strings.TrimPrefix(line, "--")
		if more != "" && !strings.HasPrefix(more, "  ") {
			return nil, "", fault(file, at+1, "a header line is \"-- key: value\" or is indented by two blanks, not %q", line)
		}
		if len(entries) == 0 {
			return nil, "", fault(file, at+1, "the header starts with a key, not %q", line)
		}
		last := &entries[len(entries)-1]
		last.Lines = append(last.Lines, strings.TrimSpace(more))
	}
	if len(entries) == 0 {
		return nil, "", fault(file, 1, "the file has no header")
	}
	body := strings.TrimSpace(strings.Join(lines[at:], "\n"))
	return entries, strings.TrimSpace(strings.TrimSuffix(body, ";")), nil
}

type parser struct {
	file string
	o    Object
	seen map[string]int // key -> line
}

func (p *parser) entry(e Entry) error {
	if line, ok := p.seen[e.Key]; ok {
		return fault(p.file, e.Line, "the key %q was given before, on line %d", e.Key, line)
	}
	p.seen[e.Key] = e.Line
	flat := strings.TrimSpace(strings.Join(append([]string{e.Value}, e.Lines...), " "))
	var err error
	switch e.Key {
	case "name":
		p.o.Name = flat
	case "kind":
		p.o.Kind = Kind(flat)
	case "summary":
		p.o.Summary = flat
	case "grain":
		p.o.Grain = flat
	case "source":
		p.o.Sources, err = p.sources(flat, e.Line)
	case "needs":
		p.o.Needs, err = p.sources(flat, e.Line)
	case "kept":
		p.o.Kept = strings.Split(flat, ", ")
	case "stands_for":
		p.o.Stands = flat
	case "writer":
		p.o.Writer = flat
	case "key":
		p.o.Key, err = p.sources(flat, e.Line)
	case "args":
		p.o.Args, err = p.args(e)
	case "columns":
		p.o.Columns, err = p.columns(e)
	case "checks":
		p.o.Checks, err = p.checks(e)
	case "returns":
		p.o.Returns, err = p.returns(flat, e.Line)
	case "chart":
		p.o.Chart = flat
	case "example":
		p.o.Example = flat
	case "notes":
		p.o.Notes = strings.TrimSpace(strings.Join(append([]string{e.Value}, e.Lines...), "\n"))
	default:
		p.o.Extra = append(p.o.Extra, e)
	}
	return err
}

// finish applies the rules that need the whole header.
func (p *parser) finish() error {
	o := &p.o
	rule, ok := kindRules[o.Kind]
	if !ok {
		return fault(p.file, p.line("kind"), "unknown kind %q", o.Kind)
	}
	if o.Kind != Profile && len(o.Extra) > 0 {
		return fault(p.file, o.Extra[0].Line, "unknown key %q; known are %s", o.Extra[0].Key, strings.Join(headerKeys, ", "))
	}
	names := nameRule
	if o.Kind == Profile {
		names = fileRule
	}
	if !names.MatchString(o.Name) {
		return fault(p.file, p.line("name"), "the name %q is not lower case letters, digits and underscores", o.Name)
	}
	if file := strings.TrimSuffix(path.Base(p.file), ".sql"); file != o.Name {
		return fault(p.file, p.line("name"), "the name %q differs from the file's name %q", o.Name, file)
	}
	if top, _, _ := strings.Cut(p.file, "/"); !slices.Contains(rule.folders, top) {
		return fault(p.file, p.line("kind"), "a %s lives in the folder %s, not in %q", o.Kind, strings.Join(rule.folders, " or "), top)
	}
	o.Schema = rule.schema
	if err := p.settleChecks(); err != nil {
		return err
	}
	return p.required(rule)
}

func (p *parser) required(rule kindRule) error {
	o := &p.o
	switch {
	case o.Summary == "":
		return fault(p.file, p.line("summary"), "the summary is missing")
	case o.Kind == Report && !strings.HasSuffix(o.Summary, ".") && !strings.HasSuffix(o.Summary, "?"):
		return fault(p.file, p.line("summary"), "the summary is a sentence or the question that the report answers")
	case o.Kind != Report && !strings.HasSuffix(o.Summary, "."):
		return fault(p.file, p.line("summary"), "the summary is a sentence and ends with a full stop")
	case rule.grain && o.Grain == "":
		return fault(p.file, p.line("grain"), "a %s says what one row is: the grain is missing", o.Kind)
	case rule.columns && len(o.Columns) == 0:
		return fault(p.file, p.line("columns"), "a %s lists its columns", o.Kind)
	case !rule.args && len(o.Args) > 0:
		return fault(p.file, p.line("args"), "a %s has no arguments", o.Kind)
	case len(o.Needs) > 0 && path.Dir(path.Dir(p.file)) != "views":
		return fault(p.file, p.line("needs"), "a %s needs no input of its own; a view does", o.Kind)
	case o.Kind != Report && o.Chart != "":
		return fault(p.file, p.line("chart"), "a %s has no chart; a report may have one", o.Kind)
	case !rule.returns && o.Returns.Type != "":
		return fault(p.file, p.line("returns"), "a %s lists its columns instead of what it returns", o.Kind)
	case rule.body && o.Body == "":
		return fault(p.file, 1, "a %s needs SQL below its header", o.Kind)
	case o.IsInput() && o.Body != "":
		return fault(p.file, 1, "the columns of an input table are its definition; nothing stands below the header")
	case o.Kind == Figure && o.Example == "":
		return fault(p.file, p.line("example"), "a figure has an example")
	}
	if err := p.settleKept(); err != nil {
		return err
	}
	for _, a := range o.Args {
		if a.Required && o.Kind == Figure {
			return fault(p.file, p.line("args"), "the argument %q of a figure needs a default, since the view calls it without", a.Name)
		}
	}
	return nil
}

// settleKept checks that the rows of a kept object follow from the settings alone, and that the columns that order them exist.
func (p *parser) settleKept() error {
	o := &p.o
	if o.Stands != "" && o.Kind != BaseTableMacro {
		return fault(p.file, p.line("stands_for"), "a %s stands for no macro; a base_table_macro may", o.Kind)
	}
	switch o.Writer {
	case "", WriterFit, WriterCRM:
	default:
		return fault(p.file, p.line("writer"), "unknown writer %q; known are %s and %s", o.Writer, WriterFit, WriterCRM)
	}
	if o.Writer != "" && !o.IsTable() {
		return fault(p.file, p.line("writer"), "nothing is written into a %s; into a table is", o.Kind)
	}
	if o.Kept == nil {
		return nil
	}
	if o.Kind != Figure && o.Kind != BaseTableMacro {
		return fault(p.file, p.line("kept"), "a %s is not kept; a figure or a base_table_macro may be", o.Kind)
	}
	for _, a := range o.Args {
		if a.Required {
			return fault(p.file, p.line("args"), "nothing is kept of what needs the argument %q", a.Name)
		}
	}
	for _, by := range o.Kept {
		name := strings.TrimSuffix(by, " desc")
		if !slices.ContainsFunc(o.Columns, func(c Column) bool { return c.Name == name }) {
			return fault(p.file, p.line("kept"), "the rows are kept by %q, which is no column", name)
		}
	}
	return nil
}

func (p *parser) line(key string) int { return max(p.seen[key], 1) }

func (p *parser) sources(text string, line int) ([]string, error) {
	if text == "" {
		return nil, nil
	}
	var out []string
	for s := range strings.SplitSeq(text, ",") {
		s = strings.TrimSpace(s)
		if !nameRule.MatchString(strings.TrimPrefix(s, BaseSchema+".")) {
			return nil, fault(p.file, line, "the source %q is not the name of an object", s)
		}
		if slices.Contains(out, s) {
			return nil, fault(p.file, line, "the source %q is listed twice", s)
		}
		out = append(out, s)
	}
	return out, nil
}
