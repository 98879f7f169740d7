package benchmarks

import (
	"context"
	"fmt"
	"net/url"
	"slices"
)

// clientCounts are how many clients ask at once.
var clientCounts = []int{1, 8, 64}

// measureClients lets a process ask the server of another one for a default view, by several numbers of clients. The time of a figure is
// the median of its requests.
func measureClients(ctx context.Context, r *Run, c Case) ([]Figure, error) {
	path, _, err := r.business(ctx, c)
	if err != nil {
		return nil, err
	}
	requests := 2000
	if r.scale.Lines < 1_000_000 {
		requests = 64
	}
	address := "/v1/query.csv?queue_ms=60000&timeout_ms=60000&q=" + url.QueryEscape(c.Statement)
	out, err := r.child(ctx, task{Do: "clients", Database: path, Address: address, Clients: clientCounts, Repeat: requests})
	if err != nil {
		return nil, err
	}
	var figures []Figure
	for i, s := range out.Steps {
		slices.Sort(s.Seconds)
		late := s.Seconds[len(s.Seconds)*99/100]
		figures = append(figures, Figure{Name: fmt.Sprintf("%s: %d at once", c.Name, clientCounts[i]), Rows: s.Rows, Seconds: []float64{median(s.Seconds)}, Peak: out.Peak,
			Note: fmt.Sprintf("%.4g requests/s, 99 %% of them within %.3g ms", float64(len(s.Seconds))/s.Took, late*1e3)})
	}
	return figures, nil
}
