package ledgergen_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
)

// years collects what each customer was worth in each year of the sample ledger, in cents.
func years(t *testing.T) (net, profit map[int32]*[4]int64) {
	t.Helper()
	net, profit = map[int32]*[4]int64{}, map[int32]*[4]int64{}
	const day2022 = 18993 // 2022-01-01 in days since 1970
	s := newLedger(t, ledgergen.Config{}).Lines()
	for s.Next() {
		for _, line := range s.Day() {
			if line.Customer <= 0 { // no customer, or the cash account
				continue
			}
			if net[line.Customer] == nil {
				net[line.Customer], profit[line.Customer] = new([4]int64), new([4]int64)
			}
			year := min(3, (line.Day-day2022)*100/36525)
			net[line.Customer][year] += line.Net
			profit[line.Customer][year] += line.Net - line.Cost
		}
	}
	return net, profit
}

// The sample ledger must show every kind of customer that the figures tell apart.
func TestSampleHasEveryKindOfCustomer(t *testing.T) {
	net, profit := years(t)
	kinds := map[string]int{}
	values := map[int64]int{}
	for customer, v := range net {
		last, now := v[2], v[3]
		before := v[0] > 0 || v[1] > 0
		switch {
		case last > 0 && now > last:
			kinds["growing"]++
		case last > 0 && now > 0 && now < last:
			kinds["shrinking"]++
		case last > 0 && now == 0:
			kinds["lost"]++
		case last == 0 && now > 0 && before:
			kinds["reactivated"]++
		case last == 0 && now > 0:
			kinds["new"]++
		}
		if now > 0 && profit[customer][3] < 0 {
			kinds["bought at a loss"]++
		}
		if now > 0 {
			values[now]++
			if values[now] > 1 {
				kinds["tied"]++
			}
		}
	}
	for kind, least := range map[string]int{
		"growing": 300, "shrinking": 300, "lost": 200, "new": 200, "reactivated": 40, "bought at a loss": 15, "tied": 15,
	} {
		if kinds[kind] < least {
			t.Errorf("%s: %d customers, at least %d are wanted", kind, kinds[kind], least)
		}
	}
}

func TestSampleIsHeavyTailed(t *testing.T) {
	net, _ := years(t)
	for year := range 4 {
		t.Run(fmt.Sprint(2022+year), func(t *testing.T) {
			var values []int64
			var total, top int64
			for _, v := range net {
				if v[year] > 0 {
					values = append(values, v[year])
					total += v[year]
				}
			}
			slices.Sort(values)
			for _, v := range values[len(values)*8/10:] {
				top += v
			}
			if share := float64(top) / float64(total); share < 0.75 || share > 0.90 {
				t.Errorf("the first fifth has %.3f of the revenue", share)
			}
			if first := float64(values[len(values)-1]) / float64(total); first > 0.10 {
				t.Errorf("one customer has %.3f of the revenue", first)
			}
		})
	}
}

func TestCreditNotes(t *testing.T) {
	_, m := linesOf(t, ledgergen.Config{})
	if share := float64(m.CreditLines) / float64(m.Lines); share < 0.018 || share > 0.032 {
		t.Errorf("%.4f of the lines are credited", share)
	}
	if share := float64(m.LinkedLines) / float64(m.CreditLines); share < 0.4 || share > 0.8 {
		t.Errorf("%.4f of the credit lines name their invoice", share)
	}
	for what, n := range map[string]int64{"adjustments": m.Adjustments, "lines without customer": m.Unassigned, "lines without cost": m.Uncosted} {
		if share := float64(n) / float64(m.Lines); n == 0 || share > 0.02 {
			t.Errorf("%s: %d of %d lines", what, n, m.Lines)
		}
	}
}
