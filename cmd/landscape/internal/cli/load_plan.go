package cli

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/engine"
)

// writePlan prints how files would be read: what they are, which column becomes what, and the first rows.
func (a *app) writePlan(p *engine.LoadPlan) error {
	style := a.style(a.stdout)
	w := bufio.NewWriter(a.stdout)
	profile := "your mapping"
	if p.Profile != "" {
		profile = "profile " + style.Bold(p.Profile)
	}
	fmt.Fprintf(w, "%s into %s", profile, style.Bold(p.Table))
	if p.Source != "" {
		fmt.Fprintf(w, ", source %s", p.Source)
	}
	fmt.Fprintln(w)
	if p.Summary != "" {
		fmt.Fprintln(w, style.Dim(p.Summary))
	}
	for _, f := range p.Files {
		a.writeFilePlan(w, style, f)
	}
	if len(p.Yields) > 1 {
		fmt.Fprintf(w, "\nrows for %s\n", strings.Join(p.Yields, ", "))
	}
	if len(p.Preview) > 0 {
		fmt.Fprintf(w, "\nthe first rows of %s\n", p.Table)
		if err := render.Texts(w, p.Columns, p.Preview, style); err != nil {
			return err
		}
	}
	for _, note := range p.Notes {
		fmt.Fprintln(w, style.Dim("note:"), note)
	}
	return w.Flush()
}

func (a *app) writeFilePlan(w io.Writer, style render.Style, f engine.FilePlan) {
	about := []string{f.Format}
	for _, part := range []string{f.Wrapping, f.Encoding, f.Dialect} {
		if part != "" {
			about = append(about, part)
		}
	}
	if f.Rows >= 0 {
		about = append(about, plural(f.Rows, "row"))
	}
	fmt.Fprintf(w, "\n%s  %s\n", style.Bold(f.Path), style.Dim(strings.Join(about, ", ")))
	names, kinds := 0, 0
	for _, c := range f.Columns {
		names, kinds = max(names, len(c.Name)), max(kinds, len(c.Kind))
	}
	for _, c := range f.Columns {
		line := fmt.Sprintf("  %-*s  %-*s", names, c.Name, kinds, c.Kind)
		if c.As != c.Name && c.As != "" {
			line += "  as " + c.As
		}
		if c.Format != "" {
			line += "  " + style.Dim(c.Format)
		}
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
	if len(f.Unused) > 0 {
		fmt.Fprintf(w, "  %s\n", style.Dim("not read: "+strings.Join(f.Unused, ", ")))
	}
}
