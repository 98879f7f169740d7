package benchmarks

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// measureMemory loads, refreshes and scores under a memory limit that the process must not pass.
func measureMemory(ctx context.Context, r *Run, c Case) ([]Figure, error) {
	d, err := r.dataset(c)
	if err != nil {
		return nil, err
	}
	var limit int64
	if _, err := fmt.Sscanf(c.With, "%dMB", &limit); err != nil {
		return nil, fmt.Errorf("%q is no limit such as 1024MB: %w", c.With, err)
	}
	path := filepath.Join(d.Dir, "limited.duckdb")
	defer os.Remove(path)
	var figures []Figure
	for _, one := range []struct {
		name string
		task task
	}{
		{"load", task{Do: "load", Files: []string{d.Lines}}},
		{"refresh", task{Do: "refresh"}},
		{"fit", task{Do: "fit models"}},
		{"score", task{Do: "execute", Queries: []string{"copy (from ltv) to " + literal(filepath.Join(d.Dir, "limited.parquet")) + " (format parquet)"}}},
	} {
		one.task.Database, one.task.Memory = path, c.With
		out, err := r.child(ctx, one.task)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", one.name, err)
		}
		if one.name == "load" {
			if err := out.holds(d.Manifest); err != nil {
				return nil, err
			}
		}
		figures = append(figures, Figure{Name: c.Name + ": " + one.name, Rows: d.Manifest.Lines, Seconds: out.Steps[0].Seconds,
			CPU: []float64{out.CPU}, Peak: out.Peak, Limit: limit << 20})
	}
	return figures, nil
}
