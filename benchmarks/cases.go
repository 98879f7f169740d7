package benchmarks

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
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
	{"views", "Read each default view of a loaded business.", measureViews, false},
	{"another day", "Read each figure of a loaded business as of a day that nothing was computed for.", measureAnotherDay, false},
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
	// a view at another as_of
	anotherDayWithin = 2.0
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

// loadedBusiness loads all tables once for all runs and cases and gives the path of the database.
func (d *Dataset) loadedBusiness(ctx context.Context, s Scale) (string, error) {
	path := filepath.Join(d.Dir, "views.duckdb")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	var files []string
	for _, name := range slices.Concat([]string{ledgergen.ProductsFile, ledgergen.CustomersFile}, ledgergen.BusinessFiles(), []string{ledgergen.LinesFile}) {
		files = append(files, filepath.Join(d.Dir, name))
	}
	_, err := d.loadInto(ctx, s, "business", path, files...)
	return path, err
}

// measureViews holds views to fixed times.
func measureViews(ctx context.Context, s Scale, d *Dataset) ([]Figure, error) {
	repeat := 5
	if d.Manifest.Lines < 1_000_000 {
		repeat = 1 // planning is all that is measured there
	}
	return d.figures(ctx, s, task{Do: "views", Repeat: repeat}, func(st step) float64 {
		if st.Limited {
			return customerWithin
		}
		return summaryWithin
	})
}

func measureAnotherDay(ctx context.Context, s Scale, d *Dataset) ([]Figure, error) {
	return d.figures(ctx, s, task{Do: "another day", Repeat: 1}, func(step) float64 { return anotherDayWithin })
}

func (d *Dataset) figures(ctx context.Context, s Scale, t task, within func(step) float64) ([]Figure, error) {
	var err error
	if t.Database, err = d.loadedBusiness(ctx, s); err != nil {
		return nil, err
	}
	t.Threads, t.Memory = s.Threads, s.MemoryLimit
	out, err := run(ctx, t)
	if err != nil {
		return nil, err
	}
	var figures []Figure
	for _, st := range out.Steps {
		figures = append(figures, Figure{Name: st.Name, Rows: st.Rows, Seconds: st.Seconds, Peak: st.Peak, Within: within(st)})
	}
	return figures, nil
}
