package benchmarks

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
	"github.com/customer-landscape/landscape/engine"
)

// measureMemory loads all lines but the last hundredth, then those, refreshes, fits and scores, each in a process of its own under a memory
// limit that the process must not pass: that of the run, or that of the case where the run has none.
func measureMemory(ctx context.Context, r *Run, c Case) ([]Figure, error) {
	d, err := r.dataset(c)
	if err != nil {
		return nil, err
	}
	memory := r.scale.MemoryLimit
	if memory == "" {
		memory = c.With
	}
	limit, err := engine.ParseSize(memory, float64(thisMachine().Memory))
	if err != nil {
		return nil, fmt.Errorf("--memory-limit %s: %w; give it as 4GB", memory, err)
	}
	path := filepath.Join(d.Dir, "limited.duckdb")
	defer os.Remove(path)
	if _, err := r.child(ctx, task{Do: "load tables", Database: path, Memory: memory, Files: []string{filepath.Join(d.Dir, ledgergen.CustomersFile)}}); err != nil {
		return nil, fmt.Errorf("customers: %w", err)
	}
	var figures []Figure
	for _, one := range []struct {
		name  string
		rows  int64
		check func(outcome) error
		task  task
	}{
		{"load", d.Manifest.Lines - d.RestRows, nil, task{Do: "load", Files: []string{d.Most}}},
		{"increment", d.RestRows, func(out outcome) error { return out.holds(d.Manifest) }, task{Do: "load", Files: []string{d.Rest}}},
		{"refresh", d.Manifest.Lines, nil, task{Do: "refresh"}},
		{"fit", d.Manifest.Lines, nil, task{Do: "fit models"}},
		{"score", d.Manifest.Lines, nil, task{Do: "score", Files: []string{filepath.Join(d.Dir, "limited.parquet")}}},
	} {
		one.task.Database, one.task.Memory = path, memory
		disk := watchDisk(path)
		out, err := r.child(ctx, one.task)
		held, spilled := disk()
		if err == nil && one.check != nil {
			err = one.check(out)
		}
		if err != nil {
			return figures, fmt.Errorf("%s: %w", one.name, err)
		}
		figures = append(figures, Figure{Name: c.Name + ": " + one.name, Rows: one.rows, Seconds: out.Steps[0].Seconds,
			CPU: []float64{out.CPU}, Peak: out.Peak, Limit: int64(limit),
			Note: strings.Join(append(out.remarks(), fmt.Sprintf("file %d MB, spilled %d MB at most", held>>20, spilled>>20)), "; ")})
	}
	return figures, d.tiersAreTrue(ctx, r, path)
}

// remarks says which model was fitted, and of which views no rows could be kept.
func (out outcome) remarks() []string {
	var said []string
	if out.Fit != nil {
		said = append(said, "model "+out.Fit.Model)
	}
	if out.Shortage != "" {
		said = append(said, out.Shortage)
	}
	return said
}

// tiersAreTrue compares the least amounts with which a customer is in a tier with what the ledger was made from.
func (d *Dataset) tiersAreTrue(ctx context.Context, r *Run, path string) error {
	text, err := os.ReadFile(filepath.Join(d.Dir, ledgergen.TruthFile))
	if err != nil {
		return err
	}
	var truth ledgergen.Truth
	if err := json.Unmarshal(text, &truth); err != nil {
		return err
	}
	out, err := r.child(ctx, task{Do: "answer", Database: path, Queries: []string{
		"select f.a_floor::decimal(38, 2) || ' ' || f.b_floor::decimal(38, 2) from tier_floors as f where f.measure = 'revenue'"}})
	if err != nil {
		return err
	}
	if want := amount(truth.FloorCents[0]) + " " + amount(truth.FloorCents[1]); out.Sample != want {
		return fmt.Errorf("the tiers A and B begin at %s, the truth says %s", out.Sample, want)
	}
	return nil
}
