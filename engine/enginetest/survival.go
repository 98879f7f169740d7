package enginetest

import (
	"fmt"
	"math"
	"slices"
)

// Life is how long one customer was followed, in days, and whether the event came then.
type Life struct {
	Part     string
	Lasted   int
	Happened bool
}

// SurvivalPoint is one time of a survival curve; what cannot be said is NaN.
type SurvivalPoint struct {
	T, AtRisk, Events, Censored int
	Survival, StdError          float64
	Low, High                   float64 // of 95 %, by log(-log)
}

// KaplanMeier returns the curve of Kaplan and Meier (1958) with the variance of Greenwood, at day 0 and every day on which someone's time
// ends. It looks at every life again for each time.
func KaplanMeier(lives []Life) []SurvivalPoint {
	times := []int{0}
	for _, l := range lives {
		times = append(times, l.Lasted)
	}
	slices.Sort(times)
	survival, hazard := 1.0, 0.0
	var out []SurvivalPoint
	for _, t := range slices.Compact(times) {
		p := SurvivalPoint{T: t}
		for _, l := range lives {
			p.AtRisk += count(l.Lasted >= t)
			p.Events += count(l.Lasted == t && l.Happened)
			p.Censored += count(l.Lasted == t && !l.Happened)
		}
		d, n := float64(p.Events), float64(p.AtRisk)
		survival *= 1 - d/n
		if p.Events < p.AtRisk {
			hazard += d / (n * (n - d))
		}
		p.Survival, p.StdError, p.Low, p.High = survival, survival*math.Sqrt(hazard), math.NaN(), math.NaN()
		if survival == 0 {
			p.StdError = math.NaN()
		} else if survival < 1 {
			width := 1.959963984540054 * math.Sqrt(hazard) / math.Log(survival)
			p.Low, p.High = math.Pow(survival, math.Exp(-width)), math.Pow(survival, math.Exp(width))
		}
		out = append(out, p)
	}
	return out
}

// lapsesOn returns the first day on which a customer that ordered on a day and not since is an ex-customer.
func (v *View) lapsesOn(d Day, months int) Day {
	on := d + Day(28*months)
	for Edge(on, months) < d {
		on++
	}
	return on
}

// orderDays returns the days with a purchase of an owner, each once.
func (v *View) orderDays(owner string) []Day {
	var days []Day
	for _, p := range v.byOwner[owner] {
		days = append(days, p.day)
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// Lives follows every customer whose first purchase the ledger holds until it lapses, or until its second order day. By tier of the
// first 12 months the time begins when these end, and of a second order on the first day.
func (v *View) Lives(event string, byTier bool) []Life {
	var out []Life
	months := 0
	if byTier && event == "lapse" {
		months = 12
	}
	followed := map[string]Window{} // from the first order to the start
	for owner := range v.byOwner {
		first := v.firstOrder(owner)
		if came, _ := v.cameOn(owner); came != first {
			continue
		}
		start := first
		if months > 0 {
			start = v.lapsesOn(first, months)
		}
		if start <= v.AsOf {
			followed[owner] = Window{first, start}
		}
	}
	tiers := map[string]string{}
	if byTier {
		tiers = v.firstTiers(followed)
	}
	for _, owner := range sortedKeys(followed) {
		start, on := followed[owner].To, v.eventOn(owner, event)
		l := Life{Part: "all", Lasted: int(v.AsOf - start)}
		if byTier {
			l.Part = tiers[owner]
		}
		if on != NoDay {
			l.Lasted, l.Happened = int(on-start), true
		}
		if l.Lasted >= 0 {
			out = append(out, l)
		}
	}
	return out
}

// eventOn returns the day on which a customer lapsed for the first time, or ordered again; NoDay when it has not.
func (v *View) eventOn(owner, event string) Day {
	days := v.orderDays(owner)
	if event == "second_order" {
		if len(days) > 1 {
			return days[1]
		}
		return NoDay
	}
	for i, d := range days {
		on := v.lapsesOn(d, v.ChurnGap)
		if i+1 < len(days) && days[i+1] <= on {
			continue
		}
		if on <= v.AsOf {
			return on
		}
		return NoDay
	}
	return NoDay
}

// firstTiers ranks the revenue of customers from their first order to before the day on which they start to be followed.
func (v *View) firstTiers(followed map[string]Window) map[string]string {
	worth := map[string]Amount{}
	for _, e := range v.lines {
		w, ok := followed[v.owner(e)]
		d := v.dated(e)
		if ok && e.kind == "" && d >= w.After && (d < w.To || d == w.After) {
			worth[v.owner(e)] += e.net
		}
	}
	var total Amount
	for owner := range followed {
		total += worth[owner].pos()
	}
	out := map[string]string{}
	for owner := range followed {
		var above Amount
		for other := range followed {
			if worth[other] > worth[owner] {
				above += worth[other].pos()
			}
		}
		out[owner] = "(none)"
		if total > 0 {
			out[owner] = Tier(above, total, v.Cuts, v.Labels)
		}
	}
	return out
}

// SurvivalRecords are the rows of survival.
func SurvivalRecords(lives []Life) []Record {
	parts := map[string][]Life{}
	for _, l := range lives {
		parts[l.Part] = append(parts[l.Part], l)
	}
	var out []Record
	for _, part := range sortedKeys(parts) {
		for _, p := range KaplanMeier(parts[part]) {
			out = append(out, Record{
				"by_value": part, "t": int64(p.T), "at_risk": int64(p.AtRisk), "events": int64(p.Events), "censored": int64(p.Censored),
				"survival": rounded(p.Survival), "std_error": rounded(p.StdError), "survival_low": rounded(p.Low), "survival_high": rounded(p.High),
				"customers": int64(len(parts[part])),
			})
		}
	}
	return out
}

// rounded writes a figure with nine digits, so that two ways of adding up may differ in the last bits; NaN is nil.
func rounded(x float64) any {
	if math.IsNaN(x) {
		return nil
	}
	return fmt.Sprintf("%.9f", x+0)
}
