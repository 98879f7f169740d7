package benchmarks

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
)

// The targets for a customer, in seconds: a million are fitted in 3 s and ten million scored in 20 s. Below targetsFrom customers fixed
// costs weigh too much to hold a run to them.
const (
	fitWithin   = 3.0 / 1e6
	scoreWithin = 20.0 / 1e7
	targetsFrom = 1_000_000
)

// within is the longest time for all buyers, 0 where there are too few for one.
func (b *buyers) within(perCustomer float64) float64 {
	if b.manifest.Customers < targetsFrom {
		return 0
	}
	return perCustomer * float64(b.manifest.Customers)
}

// measureFit compares all models and fits the best, and fits the one that is known to be right; each keeps what it says of every customer.
func measureFit(ctx context.Context, s Scale, d *Dataset) ([]Figure, error) {
	b, err := d.withBuyers(ctx, s)
	if err != nil {
		return nil, err
	}
	var figures []Figure
	for _, model := range []string{"auto", "mbg"} {
		out, err := b.fit(ctx, s, model)
		if err != nil {
			return nil, err
		}
		f := Figure{Name: "fit " + model, Rows: b.manifest.Customers, Seconds: out.Steps[0].Seconds}
		if model != "auto" {
			f.Within = b.within(fitWithin)
		}
		figures = append(figures, f, Figure{Name: "fit " + model + ", with scores", Rows: b.manifest.Customers, Seconds: out.Steps[1].Seconds,
			CPU: []float64{out.CPU}, Peak: out.Peak})
	}
	return figures, nil
}

// measureScore writes all scores from the last fit.
func measureScore(ctx context.Context, s Scale, d *Dataset) ([]Figure, error) {
	b, err := d.withBuyers(ctx, s)
	if err == nil && b.fitted == nil {
		_, err = b.fit(ctx, s, "mbg")
	}
	if err != nil {
		return nil, err
	}
	ours, err := b.score(ctx, s, "score")
	if err != nil {
		return nil, err
	}
	peer, err := b.score(ctx, s, "score by hand")
	if err != nil {
		return nil, err
	}
	// ltv rounds a probability to eight decimals
	if off := math.Abs(ours.Scored.Alive - peer.Scored.Alive); off > 1e-8*float64(b.manifest.Customers) {
		return nil, fmt.Errorf("%.6f customers are alive by ltv, %.6f by hand", ours.Scored.Alive, peer.Scored.Alive)
	}
	return []Figure{{
		Name: "score to parquet", Rows: b.manifest.Customers, Seconds: ours.Steps[0].Seconds, CPU: []float64{ours.CPU}, Peak: ours.Peak,
		Peer: "less, by hand", PeerTime: peer.Steps[0].Seconds, PeerCPU: []float64{peer.CPU}, PeerPeak: peer.Peak, Within: b.within(scoreWithin),
	}}, nil
}

// score does one of the deeds that write scores and refuses a file that does not hold every customer with its revenue to the cent.
func (b *buyers) score(ctx context.Context, s Scale, do string) (outcome, error) {
	out, err := b.run(ctx, s, task{Do: do, Files: []string{filepath.Join(filepath.Dir(b.database), "scores.parquet")}})
	if err != nil {
		return out, err
	}
	want := scored{Customers: b.manifest.Customers, Rows: b.manifest.Customers, Alive: out.Scored.Alive, Net: amount(b.manifest.NetCents)}
	if *out.Scored != want {
		return out, fmt.Errorf("%s: the file holds %+v, the manifest says %+v", do, *out.Scored, want)
	}
	return out, nil
}
