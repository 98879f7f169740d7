package benchmarks

import (
	"context"
	"fmt"
	"math"
	"strings"
)

// Growth is how the time of an operation grows with the size: as size to the power of Exponent.
type Growth struct {
	Name     string    `json:"name"`
	Lines    []int64   `json:"lines"`
	Seconds  []float64 `json:"seconds"` // median at each size
	Exponent float64   `json:"exponent"`
	Bound    float64   `json:"bound"` // the exponent that n log n has between these sizes, with an allowance for noise
	Fault    bool      `json:"fault"` // it grows faster
}

// String is one line: times, exponent and verdict.
func (g Growth) String() string {
	verdict := "no faster than n log n"
	if g.Fault {
		verdict = "FASTER THAN n log n"
	}
	text := fmt.Sprintf("%-36s", g.Name)
	for i, n := range g.Lines {
		text += fmt.Sprintf(" %s at %.3g M,", seconds(g.Seconds[i:i+1]), float64(n)/1e6)
	}
	return fmt.Sprintf("%s exponent %.2f (n log n: %.2f), %s", text, g.Exponent, g.Bound, verdict)
}

// growthAllowance is what noise may add to an exponent.
const growthAllowance = 0.15

// MeasureGrowth measures the cases that are followed over sizes at each number of lines, all else in proportion, and tells what done says
// after each of them. The business that is refreshed keeps the rows of its views at every size.
func MeasureGrowth(ctx context.Context, s Scale, cases []Case, sizes []int64, runs int, done func(int64, CaseResult)) ([]Growth, error) {
	var all []Growth
	at := map[string]int{}
	for _, lines := range sizes {
		one := s
		one.Lines = lines
		one.KeepViews = "always" // a small ledger keeps no rows by default, and would be compared with one that does
		one.Customers = int(max(20, float64(s.Customers)*float64(lines)/float64(s.Lines)))
		one.Buyers = int(max(2_000, float64(s.Buyers)*float64(lines)/float64(s.Lines)))
		err := func() (err error) {
			run := NewRun(one)
			defer func() {
				if failed := run.Close(); err == nil {
					err = failed
				}
			}()
			for _, c := range cases {
				if !c.Growth {
					continue
				}
				result, err := run.Measure(ctx, c, Times(runs))
				if err != nil {
					return err
				}
				done(lines, result)
				for _, f := range result.Figures {
					if strings.HasSuffix(f.Name, besideOurs) {
						continue // the same times beside another peer
					}
					i, ok := at[f.Name]
					if !ok {
						i = len(all)
						at[f.Name] = i
						all = append(all, Growth{Name: f.Name})
					}
					all[i].Lines = append(all[i].Lines, lines)
					all[i].Seconds = append(all[i].Seconds, f.Median())
				}
			}
			return nil
		}()
		if err != nil {
			return nil, err
		}
	}
	for i := range all {
		all[i].Judge()
	}
	return all, nil
}

// Judge takes the exponent between the two largest sizes, where what a run costs at any size weighs least, and compares it with that of
// n log n there.
func (g *Growth) Judge() {
	n := len(g.Lines)
	if n < 2 {
		return
	}
	small, large := float64(g.Lines[n-2]), float64(g.Lines[n-1])
	g.Exponent = math.Log(g.Seconds[n-1]/g.Seconds[n-2]) / math.Log(large/small)
	g.Bound = 1 + math.Log(math.Log(large)/math.Log(small))/math.Log(large/small) + growthAllowance
	g.Fault = g.Exponent > g.Bound
}
