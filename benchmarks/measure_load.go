package benchmarks

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
)

// measureLoad loads the ledger from a file of one format into a new database, beside the bare load of DuckDB into another.
func measureLoad(ctx context.Context, r *Run, c Case) ([]Figure, error) {
	d, err := r.dataset(c)
	if err != nil {
		return nil, err
	}
	file, err := d.in(c.With)
	if err != nil {
		return nil, err
	}
	do, bare := "load", file
	switch c.With {
	case "records":
		do = "load records"
		fallthrough
	case "arrow": // DuckDB reads no Arrow files: the same lines from Parquet
		if bare, err = d.in("parquet"); err != nil {
			return nil, err
		}
	}
	ours, err := d.load(ctx, r.scale, task{Do: do, Files: []string{file}})
	if err != nil {
		return nil, err
	}
	f := Figure{Name: c.Name, Rows: d.Manifest.Lines, Seconds: ours.Steps[0].Seconds, CPU: []float64{ours.CPU}, Peak: ours.Peak}
	figures, versions := []Figure{f}, []string{byDefault}
	if c.With == "csv" {
		figures, versions = []Figure{f, f}, []string{byDefault, likeOurs}
	}
	for i, version := range versions {
		peer, err := d.load(ctx, r.scale, task{Do: "bare load", Files: []string{bare}, Format: version})
		if err != nil {
			return nil, err
		}
		p := &figures[i]
		p.PeerTime, p.PeerCPU, p.PeerPeak = peer.Steps[0].Seconds, []float64{peer.CPU}, peer.Peak
		p.Peer = "CREATE TABLE AS FROM read_parquet"
		if bare == d.Lines {
			p.Peer = "CREATE TABLE AS FROM read_csv"
		}
	}
	figures[0].Target = c.Target
	if len(figures) > 1 {
		figures[1].Name, figures[1].Note = c.Name+besideOurs, "storage version "+likeOurs
	}
	return figures, nil
}

// The storage versions of a bare file: what DuckDB gives a new one unless it is told otherwise, and what the engine asks for.
const (
	byDefault = "v1.0.0"
	likeOurs  = "v1.3.0"
)

// besideOurs ends the name of a figure whose peer writes a file like ours.
const besideOurs = ", peer's file like ours"

// measureIncrement adds the last hundredth of the lines to the others, beside the load of the others.
func measureIncrement(ctx context.Context, r *Run, c Case) ([]Figure, error) {
	d, err := r.dataset(c)
	if err != nil {
		return nil, err
	}
	out, err := d.load(ctx, r.scale, task{Do: "load", Files: []string{d.Most, d.Rest}})
	if err != nil {
		return nil, err
	}
	return []Figure{{
		Name: c.Name, Rows: d.RestRows, Seconds: out.Steps[1].Seconds, Peak: out.Peak,
		Peer: "load of the others", PeerTime: out.Steps[0].Seconds, Target: c.Target,
	}}, nil
}

// measureRefresh computes all base tables again, beside the sums that the figures are read from, by hand.
func measureRefresh(ctx context.Context, r *Run, c Case) ([]Figure, error) {
	path, d, err := r.business(ctx, c)
	if err != nil {
		return nil, err
	}
	ours, err := r.child(ctx, task{Do: "refresh", Database: path})
	if err != nil {
		return nil, err
	}
	byHand, err := peerStatement(c.Peers[0], "")
	if err != nil {
		return nil, err
	}
	peer, err := r.child(ctx, task{Do: "execute", Database: path, Queries: []string{byHand}})
	if err != nil {
		return nil, err
	}
	return []Figure{{
		Name: c.Name, Rows: d.Manifest.Lines, Seconds: ours.Steps[0].Seconds, CPU: []float64{ours.CPU}, Peak: ours.Peak,
		Peer: c.Peers[0], PeerTime: peer.Steps[0].Seconds, PeerCPU: []float64{peer.CPU}, PeerPeak: peer.Peak, Target: c.Target,
	}}, nil
}

// load runs a deed that ends with all lines in a database, compares them with the manifest, and removes the database.
func (d *Dataset) load(ctx context.Context, s Scale, t task) (outcome, error) {
	t.Database = filepath.Join(d.Dir, "loaded.duckdb")
	defer os.Remove(t.Database)
	return d.loadInto(ctx, s, t)
}

func (d *Dataset) loadInto(ctx context.Context, s Scale, t task) (outcome, error) {
	out, err := run(ctx, s, t)
	if err != nil {
		return out, err
	}
	return out, out.holds(d.Manifest)
}

// holds compares what a database holds with what the generator wrote.
func (out outcome) holds(m ledgergen.Manifest) error {
	if net := amount(m.NetCents); out.Lines != m.Lines || out.Net != net {
		return fmt.Errorf("the database holds %d lines with a net amount of %s, the manifest says %d and %s", out.Lines, out.Net, m.Lines, net)
	}
	return nil
}

// business loads all tables once for all runs and cases and gives the path of the database.
func (r *Run) business(ctx context.Context, c Case) (string, *Dataset, error) {
	d, err := r.dataset(c)
	if err != nil {
		return "", nil, err
	}
	path := filepath.Join(d.Dir, "business.duckdb")
	if _, err := os.Stat(path); err == nil {
		return path, d, nil
	}
	var files []string
	for _, name := range slices.Concat([]string{ledgergen.ProductsFile, ledgergen.CustomersFile}, ledgergen.BusinessFiles(), []string{ledgergen.LinesFile}) {
		files = append(files, filepath.Join(d.Dir, name))
	}
	if _, err = d.loadInto(ctx, r.scale, task{Do: "business", Database: path, Files: files, Keep: r.scale.KeepViews}); err != nil {
		return "", nil, fmt.Errorf("load of the business: %w", withoutFile(err, path))
	}
	return path, d, nil
}

// withoutFile removes a half-made file and passes the error on.
func withoutFile(err error, path string) error {
	os.Remove(path)
	return err
}

// child does a task in a process of its own, with the threads and the memory of the run.
func (r *Run) child(ctx context.Context, t task) (outcome, error) { return run(ctx, r.scale, t) }
