package benchmarks

import (
	"cmp"
	"context"
	"time"

	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
	"github.com/customer-landscape/landscape/engine"
)

// doBuyers loads simulated customers as Arrow records, without a file between, and refreshes as their owner would each night, which keeps the
// rows that scores begin with.
func doBuyers(ctx context.Context, t task) (out outcome, err error) {
	err = withSession(ctx, t, func(e *engine.Engine, s *engine.Session) error {
		records, manifest, err := ledgergen.Buyers{Customers: t.Buyers}.Records(memory.DefaultAllocator, 1<<16)
		if err != nil {
			return err
		}
		defer records.Release()
		if _, err := e.LoadRecords(ctx, records, engine.LoadOptions{}); err != nil {
			return err
		}
		refreshed, err := e.Refresh(ctx, engine.RefreshOptions{FitFollows: true})
		if err != nil {
			return err
		}
		out.Manifest, out.Shortage = manifest, refreshed.Shortage
		return out.total(ctx, s, "invoice_lines")
	})
	return out, err
}

// doFit fits a model. The first purchases of simulated customers are the first ones, so that none is left out. The first step ends when the
// model is known and stored, the second when every customer is scored with it, the third when the rows of the views above it are kept.
func doFit(ctx context.Context, t task) (out outcome, err error) {
	err = withSession(ctx, t, func(e *engine.Engine, _ *engine.Session) error {
		started := time.Now()
		var fitted, scored float64
		var err error
		out.Fit, err = e.Fit(ctx, engine.FitOptions{Model: t.Model, LeftCensored: "include", Progress: func(p engine.ProgressEvent) {
			switch {
			case p.Phase == "fit" && p.Done == p.Total-2: // the last two steps keep scores and forecasts
				fitted = time.Since(started).Seconds()
			case p.Phase == "keep" && p.Done == 0:
				scored = time.Since(started).Seconds()
			}
		}})
		all := time.Since(started).Seconds()
		out.Steps = []step{{Name: t.Model, Seconds: []float64{fitted}}, {Name: "scores", Seconds: []float64{cmp.Or(scored, all)}}, {Name: "kept", Seconds: []float64{all}}}
		return err
	})
	return out, err
}

// doFitModels fits what a business wants fitted.
func doFitModels(ctx context.Context, t task) (out outcome, err error) {
	err = withSession(ctx, t, func(e *engine.Engine, _ *engine.Session) error {
		started := time.Now()
		out.Fit, err = e.Fit(ctx, engine.FitOptions{})
		out.Steps = []step{{Name: t.Do, Seconds: []float64{time.Since(started).Seconds()}}}
		return err
	})
	return out, err
}
