package benchmarks

import (
	"context"
	"fmt"
	"strings"
)

// measureServe asks a server for one number again and again, and for all lines as an Arrow stream, beside reading them within the process.
// The target of the case is a ratio of the times: 1.67 is 60 % of the rate.
func measureServe(ctx context.Context, r *Run, c Case) ([]Figure, error) {
	path, d, err := r.business(ctx, c)
	if err != nil {
		return nil, err
	}
	out, err := r.child(ctx, task{Do: "serve", Database: path, Queries: []string{"select 1 as one", c.Statement}})
	if err != nil && strings.Contains(err.Error(), "NOT_ACCEPTABLE") {
		return nil, errSkipped("the server writes no Arrow streams")
	}
	if err != nil {
		return nil, err
	}
	short, streamed, within := out.Steps[0], out.Steps[1], out.Steps[2]
	if streamed.Rows != d.Manifest.Lines || within.Rows != d.Manifest.Lines {
		return nil, fmt.Errorf("%d rows came over HTTP and %d within the process, the manifest says %d", streamed.Rows, within.Rows, d.Manifest.Lines)
	}
	return []Figure{
		{Name: c.Name + ": latency", Seconds: short.Seconds, Note: fmt.Sprintf("%d requests for one number, one after the other", len(short.Seconds))},
		{Name: c.Name + ": Arrow stream", Row: "Arrow stream over HTTP", Rows: streamed.Rows, Seconds: streamed.Seconds, Peak: out.Peak,
			Peer: "read in process", PeerTime: within.Seconds, Target: c.Target},
	}, nil
}
