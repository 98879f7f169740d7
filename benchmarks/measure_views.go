package benchmarks

import (
	"context"
	"fmt"
)

// viewsWithin is the longest time of a default view, by what it shows. None is set for lines.
var viewsWithin = map[string]float64{showsSummary: 0.025, showsCustomers: 0.060}

// measureViews reads every default view of the business and holds it to the time for what it shows.
func measureViews(ctx context.Context, r *Run, c Case) ([]Figure, error) {
	figures, shows, err := r.catalogue(ctx, c, "views", r.repeats())
	for i := range figures {
		figures[i].Within = viewsWithin[shows[i]]
	}
	return figures, err
}

// measureAnotherDay reads every figure as of a day that nothing was computed for.
func measureAnotherDay(ctx context.Context, r *Run, c Case) ([]Figure, error) {
	figures, _, err := r.catalogue(ctx, c, "another day", min(1, r.repeats()))
	for i := range figures {
		figures[i].Within = c.Seconds
	}
	return figures, err
}

// repeats is how often a view is read again: at a small scale planning is all that is measured, and the first time is enough.
func (r *Run) repeats() int {
	if r.scale.Lines < 1_000_000 {
		return 0
	}
	return 5
}

// catalogue times what the catalogue lists, and tells what each of it shows.
func (r *Run) catalogue(ctx context.Context, c Case, do string, repeat int) (figures []Figure, shows []string, err error) {
	path, _, err := r.business(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	out, err := r.child(ctx, task{Do: do, Database: path, Repeat: repeat})
	for _, st := range out.Steps {
		figures = append(figures, Figure{Name: st.Name, Rows: st.Rows, Seconds: st.Seconds, Peak: st.Peak})
		shows = append(shows, st.Shows)
	}
	return figures, shows, err
}

// measureFigure reads one figure by default and as of another day, beside a query over the lines by hand that gives the columns compared.
func measureFigure(ctx context.Context, r *Run, c Case) ([]Figure, error) {
	path, d, err := r.business(ctx, c)
	if err != nil {
		return nil, err
	}
	days, err := r.asOf(d)
	if err != nil {
		return nil, err
	}
	ours := task{Do: "statements", Database: path, Repeat: r.repeats(), Queries: []string{c.Statement, "from " + c.With + "(as_of := " + days[1] + ")"}}
	theirs := task{Do: "statements", Database: path, Repeat: r.repeats()}
	for i, day := range days {
		byHand, err := peerStatement(c.Peers[0], day)
		if err != nil {
			return nil, err
		}
		if err := r.same(ctx, path, viewStatement(c.Compare, c.With, days[i]), byHand); err != nil {
			return nil, err
		}
		theirs.Queries = append(theirs.Queries, byHand)
	}
	us, err := r.child(ctx, ours)
	if err != nil {
		return nil, err
	}
	them, err := r.child(ctx, theirs)
	if err != nil {
		return nil, err
	}
	figures := make([]Figure, len(days))
	for i := range figures {
		figures[i] = Figure{Name: c.Name, Row: "default views", Rows: us.Steps[i].Rows, Seconds: us.Steps[i].Seconds, Peak: us.Steps[i].Peak, Within: c.Seconds,
			Peer: c.Peers[0], PeerTime: them.Steps[i].Seconds, PeerPeak: them.Steps[i].Peak}
	}
	figures[1].Name, figures[1].Row, figures[1].Within, figures[1].Target = c.Name+", another day", "any view at another as_of", 0, c.Target
	return figures, nil
}

// manyCustomers makes a table of so many customers with a value each, heavy in its tail and with ties.
const manyCustomers = `create temp table many as
select r.range as customer_id, round(100 / pow((hash(r.range) %% 1000003 + 1) / 1000003.0, 0.8), 2)::decimal(18, 2) as value from range(%d) as r`

// measureQuery times a statement over as many customers as the run has lines, beside the same answer by hand.
func measureQuery(ctx context.Context, r *Run, c Case) ([]Figure, error) {
	const path = ":memory:"
	byHand, err := peerStatement(c.Peers[0], "")
	if err != nil {
		return nil, err
	}
	rows := r.scale.Lines / c.Divide
	prepare := []string{fmt.Sprintf(manyCustomers, rows)}
	if err := r.same(ctx, path, c.Statement, byHand, prepare...); err != nil {
		return nil, err
	}
	us, err := r.child(ctx, task{Do: "statements", Database: path, Prepare: prepare, Queries: []string{c.Statement}, Repeat: 1})
	if err != nil {
		return nil, err
	}
	them, err := r.child(ctx, task{Do: "statements", Database: path, Prepare: prepare, Queries: []string{byHand}, Repeat: 1})
	if err != nil {
		return nil, err
	}
	return []Figure{{Name: c.Name, Rows: rows, Seconds: us.Steps[0].Seconds, Peak: us.Steps[0].Peak,
		Peer: c.Peers[0], PeerTime: them.Steps[0].Seconds, PeerPeak: them.Steps[0].Peak, Target: c.Target}}, nil
}
