package benchmarks

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
	"github.com/customer-landscape/landscape/engine"
)

// childVariable carries the task of a child process.
const childVariable = "LANDSCAPE_BENCH_CHILD"

// task is one thing to measure in a process of its own, so that peak memory is that of this side alone.
type task struct {
	Do       string   `json:"do"`       // a key of deeds
	Files    []string `json:"files"`    // the files to load, one load each
	Database string   `json:"database"` // the database file
	Threads  int      `json:"threads"`
	Memory   string   `json:"memory"`
	Keep     string   `json:"keep"`    // the setting keep_views; the default when empty
	Repeat   int      `json:"repeat"`  // how often each view is read
	Buyers   int      `json:"buyers"`  // how many customers to simulate
	Model    string   `json:"model"`   // of lifetime value, as fit takes it
	Prepare  []string `json:"prepare"` // statements that come before what is timed
	Queries  []string `json:"queries"` // statements to time
	Format   string   `json:"format"`  // of what is written, as encode names it
	Ours     string   `json:"ours"`    // a query whose rows must be those of Theirs
	Theirs   string   `json:"theirs"`
	Address  string   `json:"address"` // of what is asked over HTTP; for the side that serves, without the host
	Clients  []int    `json:"clients"` // how many ask at once
}

// outcome is what a child process found.
type outcome struct {
	Steps []step  `json:"steps"`
	CPU   float64 `json:"-"`          // processor seconds of the whole process, opening and checking included
	Peak  int64   `json:"peak_bytes"` // the largest resident memory of the process; 0 where the system does not tell
	Lines int64   `json:"lines"`      // what the database holds afterwards
	Net   string  `json:"net"`        // their sum, with two decimals
	Error string  `json:"error"`

	Different int64  `json:"different"` // rows
	Sample    string `json:"sample"`    // one of them, or an answer as text

	Manifest *ledgergen.Manifest `json:"manifest,omitempty"` // of the simulated customers that were loaded
	Fit      *engine.FitSummary  `json:"fit,omitempty"`
	Scored   *scored             `json:"scored,omitempty"`
	Shortage string              `json:"shortage,omitempty"` // why a refresh did not keep all rows
}

// step is one timed part of a task.
type step struct {
	Name    string    `json:"name"`
	Seconds []float64 `json:"seconds"`
	Rows    int64     `json:"rows"`
	Took    float64   `json:"took"`       // seconds that all of it took, where Seconds overlap
	Shows   string    `json:"shows"`      // what one row of a view is: summary, customers or lines
	Peak    int64     `json:"peak_bytes"` // the largest resident memory while it ran, with all that the process held before
}

// Child does the task of a child process and ends the process; in any other process it does nothing. A program that calls the
// benchmarks calls it first.
func Child() {
	text := os.Getenv(childVariable)
	if text == "" {
		return
	}
	var t task
	var out outcome
	err := json.Unmarshal([]byte(text), &t)
	if err == nil {
		if deed, ok := deeds[t.Do]; ok {
			out, err = deed(context.Background(), t)
		} else {
			err = fmt.Errorf("no deed is called %q", t.Do)
		}
	}
	if err != nil {
		out.Error = err.Error()
	}
	out.Peak = peakMemory()
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// peakMemory reads the high-water mark of this process's own memory; the kernel's usage record of a child would include its parent.
func peakMemory() int64 {
	var kib int64
	fmt.Sscanf(procField("/proc/self/status", "VmHWM"), "%d kB", &kib)
	return kib << 10
}

// resetPeakMemory lets the high-water mark start anew; where the system cannot, it stays that of the whole process.
func resetPeakMemory() {
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
}

// run does a task in a child process of this program and waits for it.
func run(ctx context.Context, s Scale, t task) (outcome, error) {
	if t.Threads = s.Threads; t.Memory == "" {
		t.Memory = s.MemoryLimit
	}
	text, err := json.Marshal(t)
	if err != nil {
		return outcome{}, err
	}
	self, err := os.Executable()
	if err != nil {
		return outcome{}, err
	}
	child := exec.CommandContext(ctx, self, s.Child...)
	child.Env = append(os.Environ(), childVariable+"="+string(text))
	child.WaitDelay = 10 * time.Second
	var stdout, stderr bytes.Buffer
	child.Stdout, child.Stderr = &stdout, &stderr
	if err := child.Run(); err != nil {
		return outcome{}, fmt.Errorf("%s: %w: %s", t.Do, err, strings.TrimSpace(stderr.String()))
	}
	var out outcome
	if err := json.Unmarshal(stdout.Bytes(), &out); err != nil {
		return outcome{}, fmt.Errorf("%s: %w: %s", t.Do, err, stdout.String())
	}
	if out.Error != "" {
		return outcome{}, fmt.Errorf("%s: %s", t.Do, out.Error)
	}
	out.CPU = (child.ProcessState.UserTime() + child.ProcessState.SystemTime()).Seconds()
	return out, nil
}
