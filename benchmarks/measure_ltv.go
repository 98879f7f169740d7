package benchmarks

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
)

// targetsFrom is how many customers it takes to hold a run to the targets for customers; below that fixed costs weigh too much.
const targetsFrom = 1_000_000

// within is the longest time for all buyers where a case names that for so many, 0 where there are too few for one.
func (b *buyers) within(seconds float64, customers int64) float64 {
	if b.manifest.Customers < targetsFrom {
		return 0
	}
	return seconds * float64(b.manifest.Customers) / float64(customers)
}

// measureFit compares all models and fits the best, or fits the one that is known to be right, and then keeps what it says of every
// customer. The target of the case is for a million customers.
func measureFit(ctx context.Context, r *Run, c Case) ([]Figure, error) {
	b, err := r.withBuyers(ctx)
	if err != nil {
		return nil, err
	}
	out, err := b.fit(ctx, r, c.With)
	if err != nil {
		return nil, err
	}
	fit := Figure{Name: c.Name, Rows: b.manifest.Customers, Seconds: out.Steps[0].Seconds, Within: b.within(c.Seconds, 1_000_000), Note: b.shortage}
	scores := Figure{Name: c.Name + ", with scores", Rows: b.manifest.Customers, Seconds: out.Steps[1].Seconds}
	all := Figure{Name: c.Name + ", with scores and rows of views", Rows: b.manifest.Customers, Seconds: out.Steps[2].Seconds, CPU: []float64{out.CPU}, Peak: out.Peak,
		Note: out.Fit.Shortage}
	return []Figure{fit, scores, all}, nil
}

// measureScore writes all scores from the last fit, beside what a query by hand gives. The target of the case is for ten million customers.
func measureScore(ctx context.Context, r *Run, c Case) ([]Figure, error) {
	b, err := r.withBuyers(ctx)
	if err == nil && b.fitted == nil {
		_, err = b.fit(ctx, r, "mbg")
	}
	if err != nil {
		return nil, err
	}
	ours, err := b.score(ctx, r, task{Do: "score"})
	if err != nil {
		return nil, err
	}
	byHand, err := peerStatement(c.Peers[0], "")
	if err != nil {
		return nil, err
	}
	peer, err := b.score(ctx, r, task{Do: "score by hand", Theirs: byHand})
	if err != nil {
		return nil, err
	}
	// ltv rounds a probability to eight decimals
	if off := math.Abs(ours.Scored.Alive - peer.Scored.Alive); off > 1e-8*float64(b.manifest.Customers) {
		return nil, fmt.Errorf("%.6f customers are alive by ltv, %.6f by hand", ours.Scored.Alive, peer.Scored.Alive)
	}
	return []Figure{{
		Name: c.Name, Rows: b.manifest.Customers, Seconds: ours.Steps[0].Seconds, CPU: []float64{ours.CPU}, Peak: ours.Peak,
		Peer: c.Peers[0], PeerTime: peer.Steps[0].Seconds, PeerCPU: []float64{peer.CPU}, PeerPeak: peer.Peak, Within: b.within(c.Seconds, 10_000_000), Note: b.shortage,
	}}, nil
}

// score does one of the deeds that write scores and refuses a file that does not hold every customer with its revenue to the cent.
func (b *buyers) score(ctx context.Context, r *Run, t task) (outcome, error) {
	t.Database, t.Files = b.database, []string{filepath.Join(filepath.Dir(b.database), "scores.parquet")}
	out, err := r.child(ctx, t)
	if err != nil {
		return out, err
	}
	want := scored{Customers: b.manifest.Customers, Rows: b.manifest.Customers, Alive: out.Scored.Alive, Net: amount(b.manifest.NetCents)}
	if *out.Scored != want {
		return out, fmt.Errorf("%s: the file holds %+v, the manifest says %+v", t.Do, *out.Scored, want)
	}
	return out, nil
}
