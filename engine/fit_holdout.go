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
	past, err := f.readPopulation(ctx, population{table: "fit_past", day: f.config.cut, gaps: f.config.model == "auto" || f.config.model == string(btyd.KindCNBD)})
	if err != nil || past.check() != nil {
		return err
	}
	if err := f.readGroups(ctx, past); err != nil {
		return err
	}
	h := &holdout{cut: past.day, days: daysBetween(past.day, f.config.asOf)}
	if err := f.readEvents(ctx, past, f.config.asOf); err != nil {
		return err
	}
	if h.outcomes, err = f.outcomes(ctx, past); err != nil {
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

// readEvents makes fit_events: the purchase days of those compared after the day of the past and until another, as known on it, each with its
// week.
func (f *fit) readEvents(ctx context.Context, past *population, until string) error {
	after := "DATE " + quoteText(past.day)
	_, err := f.e.exec(ctx, f.conn, "CREATE OR REPLACE TEMP TABLE fit_events AS SELECT v.customer_id, ((v.day - "+after+
		" - 1) // 7)::INTEGER AS week FROM landscape_base.purchase_events(after := "+after+", as_of := DATE "+quoteText(until)+
		", zero_value_orders := "+quoteText(f.config.zeroValue)+") AS v WHERE "+past.members("v"))
	return err
}

// outcomes groups the customers of the past by history and by what they bought in fit_events.
func (f *fit) outcomes(ctx context.Context, past *population) ([]btyd.Outcome, error) {
	days := 1
	if past.grouping == "week" {
		days = 7
	}
	tx, age := stepped(days)
	rows, err := f.numbers(ctx, "SELECT x::DOUBLE, tx::DOUBLE, age::DOUBLE, log_gaps, bought::DOUBLE, customers::DOUBLE FROM (SELECT x, "+tx+" AS tx, "+age+
		" AS age, "+past.meanGaps()+` AS log_gaps, coalesce(v.bought, 0) AS bought, count(*) AS customers
		FROM `+past.table+` AS p
		LEFT JOIN (SELECT customer_id, count(*) AS bought FROM fit_events GROUP BY customer_id) AS v ON v.customer_id = p.customer_id
		WHERE `+past.condition()+" GROUP BY 1, 2, 3, 5) ORDER BY x, tx, age, bought", 6)
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
	rows, err := f.numbers(ctx, "SELECT week::DOUBLE, count(*)::DOUBLE FROM fit_events GROUP BY ALL ORDER BY ALL", 2)
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
	cut := "DATE " + quoteText(h.cut)
	year := "period_edge(" + cut + ", 12)"
	known := ""
	if f.past.excluding {
		known = " WHERE " + f.past.members("v")
	}
	err = f.e.queryRow(ctx, f.conn, "SELECT count(*)::DOUBLE, date_diff('day', "+year+", "+cut+")::DOUBLE FROM landscape_base.purchase_events(after := "+year+
		", as_of := "+cut+", zero_value_orders := "+quoteText(f.config.zeroValue)+") AS v"+known, nil, &bought, &days)
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
	groups := f.past.groups
	for _, width := range []int{7, 28, 91} {
		if len(groups) > coarseGroups {
			groups = btyd.Coarsen(groups, f.config.in(width))
		}
	}
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
