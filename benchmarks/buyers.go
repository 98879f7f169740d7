package benchmarks

import (
	"context"
	"fmt"
	"math"
	"path/filepath"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
	"github.com/customer-landscape/landscape/engine"
)

// buyers are the simulated customers of a run, loaded into a database of their own.
type buyers struct {
	database string
	manifest ledgergen.Manifest
	fitted   *engine.FitSummary // the last fit in the database; nil without one
}

// withBuyers loads the simulated customers once for all cases and runs.
func (d *Dataset) withBuyers(ctx context.Context, s Scale) (*buyers, error) {
	if d.buyers != nil {
		return d.buyers, nil
	}
	b := &buyers{database: filepath.Join(d.Dir, "buyers.duckdb")}
	out, err := b.run(ctx, s, task{Do: "buyers", Buyers: s.Buyers})
	if err != nil {
		return nil, err
	}
	b.manifest = *out.Manifest
	if net := amount(b.manifest.NetCents); out.Lines != b.manifest.Lines || out.Net != net {
		return nil, fmt.Errorf("the buyers have %d lines with a net amount of %s, the manifest says %d and %s", out.Lines, out.Net, b.manifest.Lines, net)
	}
	d.buyers = b
	return b, nil
}

// run does a task on the database of the buyers.
func (b *buyers) run(ctx context.Context, s Scale, t task) (outcome, error) {
	t.Database, t.Threads, t.Memory = b.database, s.Threads, s.MemoryLimit
	return run(ctx, t)
}

// fit fits a model and refuses an answer that is not the truth.
func (b *buyers) fit(ctx context.Context, s Scale, model string) (outcome, error) {
	out, err := b.run(ctx, s, task{Do: "fit", Model: model})
	if err != nil {
		return out, err
	}
	b.fitted = out.Fit
	return out, b.checkFit(out.Fit)
}

// farthest is how many standard errors a parameter may lie from the truth. With seven parameters a right fit misses it once in 2,000 ledgers.
const farthest = 4

// checkFit compares a fit with what the customers were drawn from.
func (b *buyers) checkFit(fit *engine.FitSummary) error {
	if fit.Model != "mbg" || fit.AllCustomers != b.manifest.Customers {
		return fmt.Errorf("the fit is %s to %d customers, the simulation is mbg with %d: %s", fit.Model, fit.AllCustomers, b.manifest.Customers, fit.Reason)
	}
	truth := ledgergen.Buyers{}.WithDefaults()
	want := map[string]float64{"r": truth.R, "alpha": truth.Alpha, "a": truth.A, "b": truth.B, "p": truth.P, "q": truth.Q, "gamma": truth.Gamma}
	for _, p := range fit.Parameters {
		if p.StandardError == nil {
			return fmt.Errorf("parameter %s has no standard error: %s", p.Name, fit.Reason)
		}
		off := math.Log(p.Value/want[p.Name]) / (*p.StandardError / p.Value)
		if !(math.Abs(off) <= farthest) {
			return fmt.Errorf("%s is %.4g with a standard error of %.2g, %.1f of them from the truth, %.4g", p.Name, p.Value, *p.StandardError, off, want[p.Name])
		}
		delete(want, p.Name)
	}
	if len(want) > 0 {
		return fmt.Errorf("the fit lacks parameters: %v", want)
	}
	return nil
}

// amount is a number of cents with two decimals.
func amount(cents int64) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }
