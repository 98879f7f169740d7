package engine

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"github.com/customer-landscape/landscape/udf/forecast"
)

// publication is what all rows of a forecast have in common.
type publication struct {
	asOf, on, monthsTo time.Time
	config             fitConfig
}

// monthStart is the first day of a month counted from year 0.
func monthStart(month int) time.Time {
	return time.Date(month/12, time.Month(month%12+1), 1, 0, 0, 0, 0, time.UTC)
}

// modelRows are the rows of forecast_models, in the order of its columns.
func (p publication) modelRows(all []*monthlySeries) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		var load any
		if p.config.loadID.Valid {
			load = p.config.loadID.Int64
		}
		for _, s := range all {
			c := s.choice
			outliers := make([]time.Time, len(c.Outliers))
			for i, at := range c.Outliers {
				outliers[i] = monthStart(s.firstMonth + at)
			}
			methods, parameters := methodsOf(c)
			var candidates duckdb.OrderedMap
			for _, candidate := range c.Candidates {
				candidates.Set(string(candidate.Method), orNull(candidate.MAE))
			}
			var reason any
			if c.Reason != "" {
				reason = c.Reason
			}
			if !yield([]any{s.kind, s.name, p.asOf, p.on, p.monthsTo, int32(len(s.values)), monthStart(s.firstMonth), string(c.Method), methods, parameters,
				orNull(c.MASE), orNull(c.MAE), int32(c.Origins), orNull(c.Coverage), int32(c.Judged), p.config.level, c.Basis, outliers, candidates, reason,
				int64(p.config.seed), load, time.Now().UTC()}) {
				return
			}
		}
	}
}

// methodsOf are the methods of a choice and their constants in the order of their names; those of an average bear the name of their method.
func methodsOf(c forecast.Choice) (names []string, constants duckdb.OrderedMap) {
	if c.Of == nil {
		c.Of = []forecast.Method{c.Method}
	}
	names = make([]string, len(c.Of))
	for i, m := range c.Of {
		names[i] = string(m)
		for _, name := range slices.Sorted(maps.Keys(c.Parameters[i])) {
			value := c.Parameters[i][name]
			if len(c.Of) > 1 {
				name = strings.Join([]string{string(m), name}, ".")
			}
			constants.Set(name, value)
		}
	}
	return names, constants
}

// pointRows are the rows of forecast_points, in the order of its columns.
func (p publication) pointRows(all []*monthlySeries) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, s := range all {
			for h, expected := range s.choice.Expected {
				if !yield([]any{s.kind, s.name, p.asOf, p.on, p.monthsTo, monthStart(s.firstMonth + len(s.values) + h), int32(h + 1),
					money(s.choice.Low[h]), money(expected), money(s.choice.High[h]), string(s.choice.Method)}) {
					return
				}
			}
		}
	}
}
