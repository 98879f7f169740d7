package benchmarks

import (
	"fmt"
	"slices"
)

// Verdict says of one row of the targets how its figures stand.
type Verdict struct {
	Row      string
	Measured int // figures that are held to something
	Met      int
	Worst    Figure // the one that is farthest above its target, or nearest below it
}

// Verdicts are those of the rows that were measured, in the order of Rows.
func (r Results) Verdicts() []Verdict {
	var all []Verdict
	for _, row := range Rows {
		v := Verdict{Row: row}
		for _, c := range r.Cases {
			for _, f := range c.Figures {
				if f.Row != row || !f.HasTarget() {
					continue
				}
				v.Measured++
				if f.Met() {
					v.Met++
				}
				if v.Measured == 1 || f.strain() > v.Worst.strain() {
					v.Worst = f
				}
			}
		}
		if v.Measured > 0 {
			all = append(all, v)
		}
	}
	return all
}

// strain is how much of the target is used, 1 when it is just met; of several targets the most.
func (f Figure) strain() float64 {
	var all []float64
	if f.Target > 0 {
		all = append(all, f.Ratio()/f.Target)
	}
	if f.Within > 0 {
		all = append(all, f.Median()/f.Within)
	}
	if f.Limit > 0 {
		all = append(all, float64(f.Peak)/float64(f.Limit))
	}
	return slices.Max(all)
}

// shown is what is compared with the targets: ratio, time or memory.
func (f Figure) shown() string {
	switch {
	case f.Target > 0:
		return fmt.Sprintf("%.3g x", f.Ratio())
	case f.Within > 0:
		return seconds(f.Seconds)
	default:
		return fmt.Sprintf("%d MB", f.Peak>>20)
	}
}

// String is one line: row, the worst figure, its target, and whether all are met.
func (v Verdict) String() string {
	verdict := "met"
	if v.Met < v.Measured {
		verdict = "not met"
	}
	return fmt.Sprintf("%s: %s (%s), target %s, %s (%d of %d)", v.Row, v.Worst.shown(), v.Worst.Name, v.Worst.targets(), verdict, v.Met, v.Measured)
}
