package benchmarks

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
)

// PeersFolder is where make bench-peers installs the programs of other engines: LANDSCAPE_BENCH_PEERS, else below the user's caches.
func PeersFolder() string {
	if dir := os.Getenv("LANDSCAPE_BENCH_PEERS"); dir != "" {
		return dir
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	return filepath.Join(cache, "landscape-bench-peers")
}

// outside is what a program of peers/ prints about itself as one line of JSON.
type outside struct {
	Version string  `json:"version"`
	Seconds float64 `json:"seconds"`
	Peak    int64   `json:"peak_bytes"`
	Answer  string  `json:"answer"`  // what must be equal to ours
	Missing string  `json:"missing"` // why it cannot run here
}

// measureOutside does the case's work ourselves and with every engine of the case that this machine has, each in its own process, and gives
// one figure for each peer.
func measureOutside(ctx context.Context, r *Run, c Case) ([]Figure, error) {
	d, err := r.dataset(c)
	if err != nil {
		return nil, err
	}
	ours, answer, err := r.outsideOurs(ctx, d, c)
	if err != nil {
		return nil, err
	}
	var figures []Figure
	var missing []string
	for _, peer := range c.Peers {
		out, err := runProgram(ctx, d.Dir, peer, c.With, d.Lines)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", peer, err)
		}
		name := strings.TrimSuffix(strings.TrimPrefix(peer, "with_"), ".py")
		if out.Missing != "" {
			missing = append(missing, name+": "+out.Missing)
			continue
		}
		if out.Answer != answer {
			return nil, fmt.Errorf("%s answers %s, and we %s", peer, out.Answer, answer)
		}
		f := ours
		f.Name, f.Peer, f.PeerTime, f.PeerPeak = c.Name+": "+name, name+" "+out.Version, []float64{out.Seconds}, out.Peak
		figures = append(figures, f)
	}
	if len(missing) > 0 && len(figures) > 0 {
		figures[0].Note = "not measured: " + strings.Join(missing, "; ")
	} else if len(missing) > 0 {
		return nil, errSkipped(strings.Join(missing, "; "))
	}
	return figures, nil
}

// outsideOurs does the work of the case in the engine and gives the answer as the programs word it.
func (r *Run) outsideOurs(ctx context.Context, d *Dataset, c Case) (Figure, string, error) {
	f := Figure{Rows: d.Manifest.Lines}
	if c.With == "load" {
		out, err := d.load(ctx, r.scale, task{Do: "load", Files: []string{d.Lines}})
		if err != nil {
			return f, "", err
		}
		f.Seconds, f.Peak, f.CPU = out.Steps[0].Seconds, out.Peak, []float64{out.CPU}
		return f, fmt.Sprintf("%d %s", d.Manifest.Lines, amount(d.Manifest.NetCents)), nil
	}
	path, _, err := r.business(ctx, c)
	if err != nil {
		return f, "", err
	}
	out, err := r.child(ctx, task{Do: "statements", Database: path, Queries: []string{c.Statement}, Repeat: 1})
	if err != nil {
		return f, "", err
	}
	f.Seconds, f.Peak = out.Steps[0].Seconds, out.Steps[0].Peak
	answer, err := r.child(ctx, task{Do: "answer", Database: path, Queries: []string{c.Compare}})
	return f, answer.Sample, err
}

// runProgram runs a program of peers/ on a CSV file, in a folder where it may make files.
func runProgram(ctx context.Context, dir, peer, what, input string) (outside, error) {
	var out outside
	scripts := filepath.Join(dir, "peers")
	if err := copyPrograms(scripts); err != nil {
		return out, err
	}
	python := filepath.Join(PeersFolder(), "bin", "python3")
	if _, err := os.Stat(python); err != nil {
		if python, err = exec.LookPath("python3"); err != nil {
			out.Missing = "no python3; make bench-peers installs what it can"
			return out, nil
		}
	}
	child := exec.CommandContext(ctx, python, filepath.Join(scripts, peer), what, input)
	var stdout, stderr bytes.Buffer
	child.Stdout, child.Stderr, child.Dir = &stdout, &stderr, dir
	if err := child.Run(); err != nil {
		return out, fmt.Errorf("%w: %s", err, strings.TrimSpace(stderr.String()))
	}
	if err := json.Unmarshal(stdout.Bytes(), &out); err != nil {
		return out, errors.Join(err, errors.New(stdout.String()))
	}
	return out, nil
}

// copyPrograms writes the programs of peers/ into a folder.
func copyPrograms(dir string) error {
	files, err := fs.Glob(peerFiles, "peers/*.py")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, file := range files {
		text, err := peerFiles.ReadFile(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, path.Base(file)), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
