package benchmarks

import (
	"fmt"
	"slices"
	"strings"
)

// Figure is one measured thing: a run each of landscape and, where there is one, of its peer on the same data.
type Figure struct {
	Name     string    `json:"name"`
	Row      string    `json:"row,omitempty"`          // of the targets
	Rows     int64     `json:"rows,omitempty"`         // lines loaded, or rows of the answer
	Seconds  []float64 `json:"seconds"`                // one for each run
	CPU      []float64 `json:"cpu_seconds,omitempty"`  // processor time of the process, one for each run
	Peak     int64     `json:"peak_bytes,omitempty"`   // the largest of all runs, of landscape's process
	Peer     string    `json:"peer,omitempty"`         // what the ratio is to
	PeerTime []float64 `json:"peer_seconds,omitempty"` // one for each run
	PeerCPU  []float64 `json:"peer_cpu_seconds,omitempty"`
	PeerPeak int64     `json:"peer_peak_bytes,omitempty"`
	Target   float64   `json:"target,omitempty"`         // the largest ratio, 0 when there is none
	Within   float64   `json:"target_seconds,omitempty"` // the longest time, 0 when there is none
	Limit    int64     `json:"limit_bytes,omitempty"`    // the most memory, 0 when there is no target
	Note     string    `json:"note,omitempty"`           // what the figure does not say by itself
}

// Median is the median time in seconds.
func (f Figure) Median() float64 { return median(f.Seconds) }

// Ratio is the median time over the peer's; 0 without a peer.
func (f Figure) Ratio() float64 {
	if len(f.PeerTime) == 0 {
		return 0
	}
	return f.Median() / median(f.PeerTime)
}

// Met reports whether every target is met; a figure without a target meets it.
func (f Figure) Met() bool {
	return (f.Target == 0 || f.Ratio() <= f.Target) && (f.Within == 0 || f.Median() <= f.Within) && (f.Limit == 0 || f.Peak <= f.Limit)
}

// HasTarget reports whether the figure is held to anything.
func (f Figure) HasTarget() bool { return f.Target > 0 || f.Within > 0 || f.Limit > 0 }

// String is one line: name, time, ratio, memory, and the target with whether it is met.
func (f Figure) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-36s %s", f.Name, seconds(f.Seconds))
	if f.Rows > 0 && f.Median() > 0 && f.Peer != "" {
		fmt.Fprintf(&b, ", %.4g k rows/s", float64(f.Rows)/f.Median()/1e3)
	}
	if len(f.CPU) > 0 {
		fmt.Fprintf(&b, ", processor %s", seconds(f.CPU))
	}
	if f.Peak > 0 {
		fmt.Fprintf(&b, ", peak %d MB", f.Peak>>20)
	}
	if f.Peer != "" {
		fmt.Fprintf(&b, "; %s %s", f.Peer, seconds(f.PeerTime))
		if len(f.PeerCPU) > 0 {
			fmt.Fprintf(&b, ", processor %s", seconds(f.PeerCPU))
		}
		if f.PeerPeak > 0 {
			fmt.Fprintf(&b, ", peak %d MB", f.PeerPeak>>20)
		}
		fmt.Fprintf(&b, "; ratio %.3f", f.Ratio())
	}
	verdict := "met"
	if !f.Met() {
		verdict = "not met"
	}
	if f.HasTarget() {
		fmt.Fprintf(&b, ", target %s, %s", f.targets(), verdict)
	}
	if f.Note != "" {
		fmt.Fprintf(&b, " (%s)", f.Note)
	}
	return b.String()
}

// targets are all that the figure is held to.
func (f Figure) targets() string {
	var all []string
	if f.Target > 0 {
		all = append(all, fmt.Sprintf("%.2f", f.Target))
	}
	if f.Within > 0 {
		all = append(all, seconds([]float64{f.Within}))
	}
	if f.Limit > 0 {
		all = append(all, fmt.Sprintf("%d MB", f.Limit>>20))
	}
	return strings.Join(all, " and ")
}

// seconds is the median and, of several runs, the spread.
func seconds(runs []float64) string {
	unit, scale := "s", 1.0
	if median(runs) < 1 {
		unit, scale = "ms", 1000
	}
	text := fmt.Sprintf("%.3g %s", median(runs)*scale, unit)
	if len(runs) > 1 {
		text += fmt.Sprintf(" (%.3g-%.3g)", slices.Min(runs)*scale, slices.Max(runs)*scale)
	}
	return text
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// join adds the figures of one more run, by name.
func join(all, run []Figure) []Figure {
	for _, f := range run {
		i := slices.IndexFunc(all, func(a Figure) bool { return a.Name == f.Name })
		if i < 0 {
			all = append(all, f)
			continue
		}
		a := &all[i]
		a.Seconds = append(a.Seconds, f.Seconds...)
		a.PeerTime = append(a.PeerTime, f.PeerTime...)
		a.CPU, a.PeerCPU = append(a.CPU, f.CPU...), append(a.PeerCPU, f.PeerCPU...)
		a.Peak, a.PeerPeak = max(a.Peak, f.Peak), max(a.PeerPeak, f.PeerPeak)
	}
	return all
}
