package benchmarks

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Results is one file of measurements: a machine, a scale and what every case took there.
type Results struct {
	Machine Machine      `json:"machine"`
	Scale   Size         `json:"scale"`
	Cases   []CaseResult `json:"cases"`
}

// Size says what was measured, as far as it must be equal for two results to be compared.
type Size struct {
	Seed      uint64 `json:"seed"`
	Lines     int64  `json:"lines"`
	Customers int    `json:"customers"`
	Buyers    int    `json:"fit_customers"`
	Threads   int    `json:"threads"`      // 0 is the number of cores
	Limit     string `json:"memory_limit"` // empty is 80 % of the machine
}

// CaseResult is what one case took, over all its runs.
type CaseResult struct {
	Case     string   `json:"case"`
	Row      string   `json:"row,omitempty"` // of the targets
	Measured string   `json:"measured_at"`   // UTC
	Commit   string   `json:"commit"`        // empty outside a git checkout; "+" behind it when files were changed
	Runs     int      `json:"runs"`
	Skipped  string   `json:"skipped,omitempty"` // why it could not be measured
	Error    string   `json:"error,omitempty"`   // why it failed; then it has no figures
	Figures  []Figure `json:"figures,omitempty"`
}

// NewResults describes this machine and the scale; there are no cases in it yet.
func NewResults(s Scale) Results {
	return Results{
		Machine: thisMachine(),
		Scale:   Size{Seed: seed, Lines: s.Lines, Customers: s.Customers, Buyers: s.Buyers, Threads: s.Threads, Limit: s.MemoryLimit},
	}
}

// ReadResults reads a file of results.
func ReadResults(path string) (Results, error) {
	var r Results
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil {
		return r, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// Continue reads a file that an earlier run of the same machine and scale began, so that only what is missing need be measured. A file
// that is not there gives r itself; one of another machine or scale is refused.
func (r Results) Continue(path string) (Results, error) {
	before, err := ReadResults(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return r, nil
	case err != nil:
		return r, err
	case before.Machine != r.Machine:
		return r, fmt.Errorf("%s was measured on another machine or with other versions: choose another file", path)
	case before.Scale != r.Scale:
		return r, fmt.Errorf("%s was measured at another scale: choose another file", path)
	}
	return before, nil
}

// Put adds the result of a case, in place of an earlier one, in the order of the cases.
func (r *Results) Put(c CaseResult) {
	r.Cases = slices.DeleteFunc(r.Cases, func(old CaseResult) bool { return old.Case == c.Case })
	r.Cases = append(r.Cases, c)
	all, err := Cases()
	if err != nil {
		return // the result stays last
	}
	place := func(c CaseResult) int {
		return slices.IndexFunc(all, func(one Case) bool { return one.Name == c.Case })
	}
	slices.SortStableFunc(r.Cases, func(a, b CaseResult) int { return place(a) - place(b) })
}

// Find returns the result of a case and whether there is one without an error.
func (r Results) Find(name string) (CaseResult, bool) {
	i := slices.IndexFunc(r.Cases, func(c CaseResult) bool { return c.Case == name && c.Error == "" })
	if i < 0 {
		return CaseResult{}, false
	}
	return r.Cases[i], true
}

// Write puts the results into a file, whole or not at all.
func (r Results) Write(path string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	partial := path + ".partial"
	if err := os.WriteFile(partial, append(text, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(partial, path)
}

func now() string { return time.Now().UTC().Format(time.RFC3339) }
