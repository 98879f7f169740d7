package benchmarks

import (
	"errors"
	"fmt"
	"io"
	"math"
)

// noise is by how much two times of the same program on the same machine differ without a cause.
const noise = 0.10

// Compare writes what changed from one file of results to another: a line for each figure that both have, with the ratio of its times, and
// returns how many became slower by more than a tenth. Results of two machines or scales are refused, since their ratio says nothing.
func Compare(w io.Writer, before, after Results) (slower int, err error) {
	if before.Machine.CPU != after.Machine.CPU || before.Machine.Cores != after.Machine.Cores {
		return 0, fmt.Errorf("two machines cannot be compared: %s and %s", before.Machine, after.Machine)
	}
	if before.Scale != after.Scale {
		return 0, fmt.Errorf("two scales cannot be compared: %+v and %+v", before.Scale, after.Scale)
	}
	both := 0
	for _, c := range after.Cases {
		old, ok := before.Find(c.Case)
		if !ok {
			continue
		}
		for _, f := range c.Figures {
			was, ok := old.figure(f.Name)
			if !ok || was.Median() == 0 || f.Median() == 0 {
				continue
			}
			both++
			ratio := f.Median() / was.Median()
			verdict := "the same"
			switch {
			case ratio > 1+noise && f.Median() > was.slowest():
				verdict = "slower"
				slower++
			case ratio < 1-noise:
				verdict = "faster"
			}
			memory := ""
			if was.Peak > 0 && math.Abs(float64(f.Peak)/float64(was.Peak)-1) > noise {
				memory = fmt.Sprintf(", memory %d MB -> %d MB", was.Peak>>20, f.Peak>>20)
			}
			if _, err := fmt.Fprintf(w, "%-44s %s -> %s, %.2f x, %s%s\n", f.Name, seconds(was.Seconds), seconds(f.Seconds), ratio, verdict, memory); err != nil {
				return slower, err
			}
		}
	}
	if both == 0 {
		return 0, errors.New("the two files have no figure in common")
	}
	return slower, nil
}

func (c CaseResult) figure(name string) (Figure, bool) {
	for _, f := range c.Figures {
		if f.Name == name {
			return f, true
		}
	}
	return Figure{}, false
}

// slowest is the longest of all runs.
func (f Figure) slowest() float64 {
	longest := 0.0
	for _, s := range f.Seconds {
		longest = max(longest, s)
	}
	return longest
}
