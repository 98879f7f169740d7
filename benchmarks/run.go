package benchmarks

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
)

// Run measures cases at one scale. Its ledgers are generated when a case first wants them and removed by Close. It is for one goroutine.
type Run struct {
	scale  Scale
	dir    string             // where everything is made; empty until something is
	data   map[int64]*Dataset // by what the lines are divided by
	buyers *buyers            // nil until a case wants them
}

// NewRun prepares a run; nothing is generated yet.
func NewRun(s Scale) *Run { return &Run{scale: s, data: map[int64]*Dataset{}} }

// Close removes what the run has generated.
func (r *Run) Close() error {
	if r.dir == "" {
		return nil
	}
	dir := r.dir
	r.dir, r.buyers = "", nil
	clear(r.data)
	return os.RemoveAll(dir)
}

// folder is where the files of the run go.
func (r *Run) folder() (_ string, err error) {
	if r.dir != "" {
		return r.dir, nil
	}
	if r.scale.Dir != "" {
		if err := os.MkdirAll(r.scale.Dir, 0o755); err != nil {
			return "", err
		}
	}
	r.dir, err = os.MkdirTemp(r.scale.Dir, "landscape-bench-")
	return r.dir, err
}

// dataset gives the ledger of a case.
func (r *Run) dataset(c Case) (*Dataset, error) {
	if d := r.data[c.Divide]; d != nil {
		return d, nil
	}
	s, err := r.scale, error(nil)
	if s.Dir, err = r.folder(); err != nil {
		return nil, err
	}
	s.Lines = max(leastLines, s.Lines/c.Divide)
	s.Customers = max(20, int(int64(s.Customers)/c.Divide))
	d, err := NewDataset(s)
	if err == nil {
		r.data[c.Divide] = d
	}
	return d, err
}

// errSkipped is why a case cannot be measured on this machine: its text says what is missing.
type errSkipped string

func (e errSkipped) Error() string { return string(e) }

// Measure measures the case once for every call of more that returns true, and returns the median figures of all runs. A case that this
// machine cannot measure has no figures but says why; any other failure is the error.
func (r *Run) Measure(ctx context.Context, c Case, more func() bool) (CaseResult, error) {
	result := CaseResult{Case: c.Name, Row: c.Row, Measured: now(), Commit: commit(ctx)}
	for more() {
		figures, err := operations[c.Does](ctx, r, c)
		var skipped errSkipped
		if errors.As(err, &skipped) {
			result.Skipped = skipped.Error()
			continue
		}
		if err != nil { // what was measured before it stays
			result.Figures = join(result.Figures, figures)
			return result, fmt.Errorf("%s: %w", c.Name, err)
		}
		result.Figures = join(result.Figures, figures)
		result.Runs++
	}
	for i := range result.Figures {
		if result.Figures[i].Row == "" {
			result.Figures[i].Row = c.Row
		}
	}
	return result, nil
}

// Times makes a counter for Measure: it is true n times.
func Times(n int) func() bool {
	done := 0
	return func() bool { done++; return done <= n }
}

// ShowsTarget reports whether the case shows a row of the targets.
func (c Case) ShowsTarget() bool { return c.Row != "" || c.Does == "figure" }

// Select returns the cases whose names match the pattern; the empty pattern takes all that need not be asked for.
func Select(pattern string) ([]Case, error) {
	all, err := Cases()
	if err != nil {
		return nil, err
	}
	matcher, err := regexp.Compile(pattern)
	if err != nil {
		return nil, err
	}
	var chosen []Case
	for _, c := range all {
		if pattern == "" && !c.Asked || pattern != "" && matcher.MatchString(c.Name) {
			chosen = append(chosen, c)
		}
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("no case is called like %q", pattern)
	}
	return chosen, nil
}
