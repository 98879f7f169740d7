package benchmarks

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// copyFormats is how DuckDB's COPY names what comes nearest to a format; it writes no Arrow.
var copyFormats = map[string]string{"csv": "csv, header", "parquet": "parquet", "arrow": "parquet", "ndjson": "json"}

// measureExport writes a query into a file of one format, beside COPY of the same query.
func measureExport(ctx context.Context, r *Run, c Case) ([]Figure, error) {
	path, d, err := r.business(ctx, c)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(d.Dir, "exported."+c.With)
	defer os.Remove(file)
	ours, err := r.child(ctx, task{Do: "export", Database: path, Queries: []string{c.Statement}, Files: []string{file}, Format: c.With})
	if err != nil {
		return nil, err
	}
	if err := r.checkExport(ctx, d, c, file); err != nil {
		return nil, err
	}
	copied := filepath.Join(d.Dir, "copied")
	defer os.Remove(copied)
	peer, err := r.child(ctx, task{Do: "execute", Database: path,
		Queries: []string{fmt.Sprintf("copy (%s) to %s (format %s)", c.Statement, literal(copied), copyFormats[c.With])}})
	if err != nil {
		return nil, err
	}
	return []Figure{{
		Name: c.Name, Rows: ours.Steps[0].Rows, Seconds: ours.Steps[0].Seconds, CPU: []float64{ours.CPU}, Peak: ours.Peak,
		Peer: "COPY TO " + copyFormats[c.With], PeerTime: peer.Steps[0].Seconds, PeerCPU: []float64{peer.CPU}, PeerPeak: peer.Peak, Target: c.Target,
	}}, nil
}

// checkExport loads what was exported into a database of its own and compares lines and amount with the manifest.
func (r *Run) checkExport(ctx context.Context, d *Dataset, c Case, file string) error {
	path := filepath.Join(d.Dir, "again.duckdb")
	defer os.Remove(path)
	_, err := d.loadInto(ctx, r.scale, task{Do: "load", Database: path, Files: []string{file}})
	return err
}
