package cli

import (
	"fmt"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
)

// shownUnknown is how many unknown ids are named to a person.
const shownUnknown = 5

// tell prints the summary: as JSON on standard output, or for a person on standard error.
func (s *scoreCommand) tell(r *scoreReport) error {
	if s.app.format == "json" {
		return writeJSON(s.stdout, []*scoreReport{r})
	}
	where, size := r.Table, int64(0)
	if s.out != "" {
		where = s.out
	}
	for _, f := range r.Files {
		size += f.Bytes
	}
	line := fmt.Sprintf("%s: %s", where, plural(r.Rows, "row"))
	if len(r.Files) > 1 {
		line += " in " + plural(int64(len(r.Files)), "file")
	}
	if size > 0 {
		line += ", " + render.Bytes(size)
	}
	s.note("%s, %.1f s, %s rows/s", line, r.Seconds, render.Count(int64(r.RowsPerSecond)))
	var tiers []string
	for _, t := range r.Tiers {
		name := t.Tier
		if name == "" {
			name = "no tier"
		}
		tiers = append(tiers, name+" "+render.Count(t.Customers))
	}
	s.note("%s as of %s by %s: %s", plural(r.Customers, "customer"), r.AsOf, r.Measure, strings.Join(tiers, ", "))
	for _, t := range r.Totals {
		s.note("%s: %s scored + %s not ranked = %s in the ledger", t.Name, t.Scores, t.NotRanked, t.Ledger)
	}
	switch {
	case r.Model == nil:
		s.note("note: no model is fitted, so that lifetime value is what was bought so far: --fit, or landscape fit")
	case r.Model.LoadsSinceFit > 0:
		s.note("note: %s came after the fit: --fit, or landscape fit", plural(r.Model.LoadsSinceFit, "load"))
	}
	if c := r.Since; c != nil {
		s.note("since %s: %s new, %s changed, %s gone", c.Snapshot, render.Count(c.New), render.Count(c.Changed), render.Count(c.Gone))
	}
	if n := len(r.Unknown); n > 0 {
		shown := strings.Join(r.Unknown[:min(n, shownUnknown)], ", ")
		if n > shownUnknown {
			shown += ", ..."
		}
		s.note("note: %s nobody has: %s", plural(int64(n), "id"), shown)
	}
	return nil
}
