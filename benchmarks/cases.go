package benchmarks

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// Case is one thing worth measuring. Its answer is checked before any of its times is believed.
type Case struct {
	Name    string
	Summary string
	measure func(ctx context.Context, s Scale, d *Dataset) ([]Figure, error)
	buyers  bool // measured on the simulated customers
}

// Cases are all cases, the quick ones first.
var Cases = []Case{
	{"load", "Load a CSV ledger into a new database, with checks and refresh, beside a bare CREATE TABLE AS FROM read_csv.", measureLoad, false},
	{"increment", "Add the last hundredth of the lines to a loaded ledger, beside the load of the others.", measureIncrement, false},
	{"views", "Read each default view of a loaded ledger.", measureViews, false},
	{"fit", "Fit models of lifetime value to simulated customers, whose parameters are known.", measureFit, true},
	{"score", "Write the lifetime value of every simulated customer to Parquet, beside a query by hand that gives less.", measureScore, true},
}

// Run measures the case once for every call of more that returns true, and returns the median figures of all runs.
func (c Case) Run(ctx context.Context, s Scale, d *Dataset, more func() bool) (Report, error) {
	r := newReport(ctx, c.Name, s, d)
	for more() {
		figures, err := c.measure(ctx, s, d)
		if err != nil {
			return r, fmt.Errorf("%s: %w", c.Name, err)
		}
		r.Figures = join(r.Figures, figures)
		r.Runs++
	}
	if c.buyers {
		r.Ledger = d.buyers.manifest
	}
	if s.Results != "" {
		return r, r.Write(s.Results)
	}
	return r, nil
}

// The targets, as ratios in one run or seconds.
const (
	loadTarget      = 2.0
	incrementTarget = 0.12
	summaryWithin   = 0.025
	customerWithin  = 0.060
)

func measureLoad(ctx context.Context, s Scale, d *Dataset) ([]Figure, error) {
	ours, err := d.load(ctx, s, "load", d.Lines)
	if err != nil {
		return nil, err
	}
	peer, err := d.load(ctx, s, "peer", d.Lines)
	if err != nil {
		return nil, err
	}
	return []Figure{{
		Name: "load csv", Rows: d.Manifest.Lines, Seconds: ours.Steps[0].Seconds, CPU: []float64{ours.CPU}, Peak: ours.Peak,
		Peer: "bare CTAS", PeerTime: peer.Steps[0].Seconds, PeerCPU: []float64{peer.CPU}, PeerPeak: peer.Peak, Target: loadTarget,
	}}, nil
}

func measureIncrement(ctx context.Context, s Scale, d *Dataset) ([]Figure, error) {
	out, err := d.load(ctx, s, "load", d.Most, d.Rest)
	if err != nil {
		return nil, err
	}
	return []Figure{{
		Name: "load 1 % more", Rows: d.RestRows, Seconds: out.Steps[1].Seconds, Peak: out.Peak,
		Peer: "load of the others", PeerTime: out.Steps[0].Seconds, Target: incrementTarget,
	}}, nil
}

// load runs a deed that ends with all lines in a database, compares them with the manifest, and removes the database.
func (d *Dataset) load(ctx context.Context, s Scale, do string, files ...string) (outcome, error) {
	path := filepath.Join(d.Dir, do+".duckdb")
	defer os.Remove(path)
	return d.loadInto(ctx, s, do, path, files...)
}

func (d *Dataset) loadInto(ctx context.Context, s Scale, do, path string, files ...string) (outcome, error) {
	out, err := run(ctx, task{Do: do, Files: files, Database: path, Threads: s.Threads, Memory: s.MemoryLimit})
	if err != nil {
		return out, err
	}
	net := amount(d.Manifest.NetCents)
	if out.Lines != d.Manifest.Lines || out.Net != net {
		return out, fmt.Errorf("%s holds %d lines with a net amount of %s, the manifest says %d and %s", do, out.Lines, out.Net, d.Manifest.Lines, net)
	}
	return out, nil
}

// measureViews loads the ledger once for all runs.
func measureViews(ctx context.Context, s Scale, d *Dataset) ([]Figure, error) {
	path := filepath.Join(d.Dir, "views.duckdb")
	if _, err := os.Stat(path); err != nil {
		if _, err := d.loadInto(ctx, s, "load", path, d.Lines); err != nil {
			return nil, err
		}
	}
	out, err := run(ctx, task{Do: "views", Database: path, Threads: s.Threads, Memory: s.MemoryLimit, Repeat: 5})
	if err != nil {
		return nil, err
	}
	var figures []Figure
	for _, step := range out.Steps {
		within := summaryWithin
		if step.Limited {
			within = customerWithin
		}
		figures = append(figures, Figure{Name: step.Name, Rows: step.Rows, Seconds: step.Seconds, Within: within})
	}
	return figures, nil
}
