package engine

import (
	"context"
	"math"
	"time"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// holdout is what is known of the time between the cut and as_of, and what models fitted to the past expected of it.
type holdout struct {
	cut      string
	days     int // its length
	outcomes []btyd.Outcome
	choice   btyd.Choice
	weeks    []float64 // purchase days in each week after the cut, of the customers compared
	lastYear float64   // what they bought in the 12 months before the cut, for the length of the holdout; NaN without 24 months of history
	tracking []tracked
	levels   btyd.Conformal
	judged   btyd.Kind // the model whose levels and total were measured
}

// compare fits the models to the past and measures them on what came after the cut.
func (f *fit) compare(ctx context.Context) error {
	if f.config.cut == "" || f.now.check() != nil {
		return nil
	}
	past, err := f.readPast(ctx)
	if err != nil || past.check() != nil {
		return err
	}
	h := &holdout{cut: past.day, days: daysBetween(past.day, f.config.asOf)}
	if err := f.readOutcomes(ctx, past, h); err != nil {
		return err
	}
	h.choice, err = btyd.Choose(ctx, past.groups, h.outcomes, btyd.ChooseOptions{
		FitOptions: f.fitOptions(), Horizon: f.config.in(h.days), Kinds: f.kinds()})
	if err != nil {
		return err
	}
	f.past, f.holdout = past, h
	if err := f.readTracking(ctx); err != nil {
		return err
	}
	if err := f.track(ctx); err != nil {
		return err
	}
	return f.calibrate(ctx)
}

// readOutcomes groups the customers of the past by history and by what they bought after the cut.
func (f *fit) readOutcomes(ctx context.Context, past *population, h *holdout) error {
	days, err := f.grain(ctx, past, mostCompared)
	if err != nil {
		return err
	}
	h.outcomes, err = f.outcomes(ctx, past, days)
	past.groups = btyd.Histories(h.outcomes)
	return err
}

// outcomes reads the histories of the past with what came after them, times rounded to multiples of so many days.
func (f *fit) outcomes(ctx context.Context, past *population, days int) ([]btyd.Outcome, error) {
	tx, age := stepped(days)
	rows, err := f.numbers(ctx, "SELECT x::DOUBLE, tx::DOUBLE, age::DOUBLE, log_gaps, bought::DOUBLE, customers::DOUBLE FROM (SELECT x, "+tx+" AS tx, "+age+
		" AS age, "+past.meanGaps()+" AS log_gaps, after_cut AS bought, count(*) AS customers FROM temp."+past.table+
		" WHERE "+past.condition()+" GROUP BY 1, 2, 3, 5) ORDER BY x, tx, age, bought", 6)
	if err != nil {
		return nil, err
	}
	outcomes := make([]btyd.Outcome, len(rows))
	for i, row := range rows {
		outcomes[i] = btyd.Outcome{History: f.history(row, past.gaps), Future: int(row[4]), Customers: int64(row[5])}
	}
	return outcomes, nil
}

// readTracking reads what is compared by week, and the forecast that last year repeats itself.
func (f *fit) readTracking(ctx context.Context) error {
	h := f.holdout
	h.weeks = make([]float64, (h.days+6)/7)
	cut := "DATE " + quoteText(h.cut)
	rows, err := f.numbers(ctx, "SELECT ((v.day - "+cut+" - 1) // 7)::DOUBLE AS week, count(*)::DOUBLE FROM landscape_base.purchase_events(after := "+cut+", "+
		f.known(f.config.asOf)+") AS v WHERE v.customer_id IN (SELECT p.customer_id FROM temp."+f.past.table+" AS p WHERE p.after_cut > 0 AND "+f.past.condition()+
		") GROUP BY week ORDER BY week", 2)
	if err != nil {
		return err
	}
	for _, row := range rows {
		h.weeks[int(row[0])] = row[1]
	}
	h.lastYear = math.NaN()
	if f.config.spanMonths < 24 {
		return nil
	}
	var bought, days float64
	err = f.e.queryRow(ctx, f.conn, "SELECT sum(before_year)::DOUBLE, date_diff('day', period_edge("+cut+", 12), "+cut+")::DOUBLE FROM temp."+f.past.table+
		" WHERE "+f.past.condition(), nil, &bought, &days)
	if err == nil {
		h.lastYear = bought * float64(h.days) / days
	}
	return err
}

// track sums what each model expected by the end of each week.
func (f *fit) track(ctx context.Context) error {
	h := f.holdout
	ends := make([]float64, len(h.weeks))
	for i := range ends {
		ends[i] = f.config.in(min(h.days, 7*(i+1)))
	}
	groups := f.fewer(f.past.groups)
	for _, c := range append([]btyd.Candidate{h.choice.Naive}, h.choice.Candidates...) {
		by, err := btyd.Totals(ctx, c.Fit.Model, groups, ends)
		if err != nil {
			return err
		}
		h.tracking = append(h.tracking, tracked{string(c.Fit.Model.Kind()), by, c.Measures.Customers})
	}
	return nil
}

// calibrate finds the levels of the intervals with the model that was chosen, as it was fitted to the past.
func (f *fit) calibrate(ctx context.Context) error {
	h := f.holdout
	candidate := h.used()
	if candidate == nil {
		return nil
	}
	var err error
	h.judged = candidate.Fit.Model.Kind()
	h.levels, err = btyd.Calibrate(ctx, candidate.Fit.Model, h.outcomes, f.config.in(h.days), f.config.level)
	return err
}

// used is the candidate whose kind is fitted to all data: the one that was chosen or asked for, else MBG/NBD; nil where it did not converge.
func (h *holdout) used() *btyd.Candidate {
	kind := h.choice.Kind
	switch {
	case len(h.choice.Candidates) == 1:
		kind = h.choice.Candidates[0].Fit.Model.Kind()
	case kind == "":
		kind = btyd.KindMBG
	}
	for i := range h.choice.Candidates {
		if c := &h.choice.Candidates[i]; c.Fit.Converged && c.Fit.Model.Kind() == kind {
			return c
		}
	}
	return nil
}

// daysBetween counts the days from one day to another, both as 2025-12-31.
func daysBetween(from, to string) int {
	a, _ := time.Parse(time.DateOnly, from)
	b, _ := time.Parse(time.DateOnly, to)
	return int(b.Sub(a).Hours() / 24)
}
