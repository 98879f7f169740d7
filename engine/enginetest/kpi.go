package enginetest

import "cmp"

// KPI is a row of kpi. Rates of a period that is not comparable are nil, and so are its counts.
type KPI struct {
	Period                                    Period
	Revenue                                   Amount // of the whole ledger
	NRR, GRR, MatureNRR, MatureGRR, Retention *float64
	Opening, New, Reactivated, Lost, Closing  int
}

// KPIs returns the figures of each period.
func (v *View) KPIs() []KPI {
	var out []KPI
	for _, p := range v.Periods() {
		k := KPI{Period: p, Revenue: v.total(p.Own).net}
		var all, mature [4]Amount // base, growth, contraction, lost
		kept := 0
		for _, r := range v.Splits(p) {
			k.Opening += count(r.s)
			k.Closing += count(r.e)
			k.Lost += count(r.s && !r.e)
			k.New += count(r.e && !r.s && r.firstHere)
			k.Reactivated += count(r.e && !r.s && !r.firstHere)
			kept += count(r.s && r.e)
			if !r.s {
				continue
			}
			for i, a := range []Amount{r.V0.pos(), r.Growth, r.Contraction, r.Lost} {
				all[i] += a
				if r.matureBefore {
					mature[i] += a
				}
			}
		}
		if p.Comparable {
			k.NRR, k.GRR = rates(all)
			k.MatureNRR, k.MatureGRR = rates(mature)
			k.Retention = ratio(kept, k.Opening)
		}
		out = append(out, k)
	}
	return out
}

func rates(x [4]Amount) (net, gross *float64) {
	return (x[0] + x[1] - x[2] - x[3]).over(x[0]), (x[0] - x[2] - x[3]).over(x[0])
}

func compareText(x1, y1, x2, y2 string) int {
	return cmp.Or(cmp.Compare(x1, y1), cmp.Compare(x2, y2))
}
