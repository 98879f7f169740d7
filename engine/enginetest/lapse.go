package enginetest

import (
	"math"
	"slices"
)

// Alert is a row of lapse_alerts; what cannot be said is NaN.
type Alert struct {
	CustomerID, ProductLine string
	Last                    Day
	Gaps                    int
	Typical, P              float64
	Seasonal                bool
	AtStake                 Amount
}

// Alerts returns the existing customers with an order against their own rhythm, all customers being one segment; by product line the
// lines that they bought in the last 12 months.
func (v *View) Alerts(byLine bool) []Alert {
	days := map[[2]string][]Day{}
	if byLine {
		days = v.lineDays()
	} else {
		for owner := range v.byOwner {
			days[[2]string{owner, ""}] = v.orderDays(owner)
		}
	}
	logs, sums, freedom, squares := map[string]float64{}, map[string]int{}, map[string]int{}, map[string]float64{}
	used := map[[2]string][]float64{}
	for key, list := range days {
		gaps := v.gapLogs(list)
		used[key] = gaps
		if len(gaps) < 3 {
			continue
		}
		for _, g := range gaps {
			logs[key[1]] += g
		}
		sums[key[1]] += len(gaps)
		freedom[key[1]] += len(gaps) - 1
		squares[key[1]] += spread(gaps)
	}
	year := Window{Edge(v.AsOf, 12), v.AsOf}
	var out []Alert
	for key, list := range days {
		a := Alert{CustomerID: key[0], ProductLine: key[1], Last: list[len(list)-1], Gaps: len(used[key]), Typical: math.NaN(), P: math.NaN()}
		if v.statusOf(a.CustomerID).Status != "existing" || byLine && !year.has(a.Last) {
			continue
		}
		silence := v.AsOf - a.Last
		for i := 1; i < len(list); i++ {
			near := list[i] - Edge(v.AsOf, 12)
			a.Seasonal = a.Seasonal || near >= -30 && near <= 30 && list[i]-list[i-1] >= silence
		}
		if n := float64(a.Gaps); n >= 3 {
			m := (added(used[key]) + 3*logs[a.ProductLine]/float64(sums[a.ProductLine])) / (n + 3)
			s := math.Sqrt((spread(used[key]) + 3*squares[a.ProductLine]/float64(freedom[a.ProductLine])) / (n - 1 + 3))
			a.Typical, a.P = math.Exp(m), math.Erfc((math.Log(max(float64(silence), 0.5))-m)/s/math.Sqrt2)/2
		}
		a.AtStake = v.atStake(a, year, byLine)
		out = append(out, a)
	}
	return out
}

// gapLogs returns the logarithms of the gaps used: those of the last 24 months if there are three, else all.
func (v *View) gapLogs(days []Day) []float64 {
	var all, recent []float64
	for i := 1; i < len(days); i++ {
		g := math.Log(float64(days[i] - days[i-1]))
		all = append(all, g)
		if days[i-1] > Edge(v.AsOf, 24) {
			recent = append(recent, g)
		}
	}
	if len(recent) >= 3 {
		return recent
	}
	return all
}

// lineDays returns, by owner and product line, the days on which an account of the owner had a purchase and an invoice line above 0.
func (v *View) lineDays() map[[2]string][]Day {
	settings := v.Settings
	settings.Level = "customer"
	accounts := v.At(settings)
	out := map[[2]string][]Day{}
	for _, e := range v.lines {
		p := v.products[e.ProductID]
		if e.kind != "" || e.DocType != Invoice || e.net <= 0 || p.Line == "" || p.NotInProfile {
			continue
		}
		if slices.Contains(accounts.orderDays(e.customer), e.Date) {
			key := [2]string{v.owner(e), p.Line}
			out[key] = append(out[key], e.Date)
		}
	}
	for key := range out {
		slices.Sort(out[key])
		out[key] = slices.Compact(out[key])
	}
	return out
}

func (v *View) atStake(a Alert, year Window, byLine bool) Amount {
	var total Amount
	for _, e := range v.lines {
		switch p := v.products[e.ProductID]; {
		case e.kind != "" || v.owner(e) != a.CustomerID:
		case !byLine && year.has(v.dated(e)), byLine && year.has(e.Date) && p.Line == a.ProductLine && !p.NotInProfile:
			total += e.net
		}
	}
	return total
}

func added(xs []float64) float64 {
	var s float64
	for _, x := range xs {
		s += x
	}
	return s
}

// spread returns the sum of squares about the mean.
func spread(xs []float64) float64 {
	mean, s := added(xs)/float64(len(xs)), 0.0
	for _, x := range xs {
		s += (x - mean) * (x - mean)
	}
	return s
}
