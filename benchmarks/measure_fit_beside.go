package benchmarks

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
)

// apart is by how much, relative to ours, a parameter of another program may differ: it has neither our prior nor our rounding to weeks.
const apart = 0.1

// measureFitBeside fits MBG/NBD to the simulated customers, beside programs that fit the same model to their histories.
func measureFitBeside(ctx context.Context, r *Run, c Case) ([]Figure, error) {
	b, err := r.withBuyers(ctx)
	if err != nil {
		return nil, err
	}
	out, err := b.fit(ctx, r, "mbg")
	if err != nil {
		return nil, err
	}
	dir := filepath.Dir(b.database)
	file := filepath.Join(dir, "histories.csv")
	defer os.Remove(file)
	if _, err := r.child(ctx, task{Do: "execute", Database: b.database, Queries: []string{"copy (" + c.Statement + ") to " + literal(file) + " (format csv, header)"}}); err != nil {
		return nil, err
	}
	theirs, err := runProgram(ctx, dir, c.Peers[0], "fit", file)
	if err != nil {
		return nil, err
	}
	if theirs.Missing != "" {
		return nil, errSkipped(theirs.Missing)
	}
	var values [4]float64
	if _, err := fmt.Sscan(theirs.Answer, &values[0], &values[1], &values[2], &values[3]); err != nil {
		return nil, fmt.Errorf("%s answers %q: %w", c.Peers[0], theirs.Answer, err)
	}
	for i, name := range []string{"r", "alpha", "a", "b"} {
		for _, p := range b.fitted.Parameters {
			if p.Name == name && !(math.Abs(values[i]/p.Value-1) < apart) {
				return nil, fmt.Errorf("%s finds %s = %.4g, and we %.4g", c.Peers[0], name, values[i], p.Value)
			}
		}
	}
	return []Figure{{Name: c.Name + ": lifetimes", Rows: b.manifest.Customers, Seconds: out.Steps[0].Seconds, CPU: []float64{out.CPU}, Peak: out.Peak,
		Peer: "lifetimes " + theirs.Version, PeerTime: []float64{theirs.Seconds}, PeerPeak: theirs.Peak}}, nil
}
