package benchmarks

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// readBack reads a file of a form with DuckDB, so that both sides are read by the same eyes.
var readBack = map[string]string{"csv": "from read_csv(%s, header = true, all_varchar = true)", "ndjson": "from read_json(%s, format = 'newline_delimited')"}

// measureDownload asks a server for a query in one form, beside COPY to the same form. What both wrote is compared before.
func measureDownload(ctx context.Context, r *Run, c Case) ([]Figure, error) {
	path, d, err := r.business(ctx, c)
	if err != nil {
		return nil, err
	}
	sent, copied := filepath.Join(d.Dir, "sent."+c.With), filepath.Join(d.Dir, "copied."+c.With)
	defer os.Remove(sent)
	defer os.Remove(copied)
	out, err := r.child(ctx, task{Do: "download", Database: path, Queries: []string{c.Statement}, Files: []string{sent, copied}, Format: c.With})
	if err != nil {
		return nil, err
	}
	scratch := filepath.Join(d.Dir, "compare.duckdb")
	defer os.Remove(scratch)
	form := readBack[c.With]
	if err := r.same(ctx, scratch, fmt.Sprintf(form, literal(sent)), fmt.Sprintf(form, literal(copied))); err != nil {
		return nil, err
	}
	ours, peer := out.Steps[0], out.Steps[1]
	return []Figure{{Name: c.Name, Rows: ours.Rows, Seconds: ours.Seconds, Peak: out.Peak, Peer: "COPY TO " + copyFormats[c.With],
		PeerTime: peer.Seconds, Target: c.Target}}, nil
}
