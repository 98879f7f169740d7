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
	shortage string             // why no rows are kept of them; empty where they are, or are few
	fitted   *engine.FitSummary // the last fit in the database; nil without one
}

// withBuyers loads the simulated customers once for all cases and runs.
func (r *Run) withBuyers(ctx context.Context) (*buyers, error) {
	if r.buyers != nil {
		return r.buyers, nil
	}
	dir, err := r.folder()
	if err != nil {
		return nil, err
	}
	b := &buyers{database: filepath.Join(dir, "buyers.duckdb")}
	out, err := r.child(ctx, task{Do: "buyers", Buyers: r.scale.Buyers, Database: b.database})
	if err == nil {
		b.manifest, b.shortage = *out.Manifest, out.Shortage
		err = out.holds(b.manifest)
	}
	if err != nil {
		return nil, fmt.Errorf("load of the buyers: %w", withoutFile(err, b.database))
	}
	r.buyers = b
	return b, nil
}

// fit fits a model and refuses an answer that is not the truth.
func (b *buyers) fit(ctx context.Context, r *Run, model string) (outcome, error) {
	out, err := r.child(ctx, task{Do: "fit", Model: model, Database: b.database})
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
