package enginetest

// Window is a span of days: after After, up to and including To.
type Window struct{ After, To Day }

func (w Window) has(d Day) bool { return d > w.After && d <= w.To }

// Period is one period of the landscape with the windows it is compared by.
type Period struct {
	K                int
	Own              Window // the period itself, as far as it has passed
	Before           Window // what it is compared with: the period before, or the same elapsed part of it
	BeforeWhole      Window // the period before
	StartLook        Window // a purchase here makes a customer active at the start
	EndLook          Window // a purchase here makes a customer active at the end
	Partial          bool
	Comparable       bool
	LookbackMonths   int
	NewIsUpperBound  bool
	commonLookStart  Window // the look-back of new_eq
	commonLookMonths *int
}

// edge returns the last day of period k, which may lie after asOf when the period is not complete.
func (v *View) edge(k int) Day {
	if v.PeriodKind == "rolling" {
		return Edge(v.AsOf, k*v.PeriodMonths)
	}
	start := 1
	if v.PeriodKind == "fiscal" {
		start = v.FiscalStart
	}
	y, m, _ := v.AsOf.civil()
	slot := floorDiv(y*12+m-start, v.PeriodMonths) - k + 1
	month := slot*v.PeriodMonths + start - 1 // months since year 0 of the first month after the edge
	return Date(floorDiv(month, 12), month-floorDiv(month, 12)*12+1, 1) - 1
}

// Periods returns the periods that the setting years asks for, the current one first.
func (v *View) Periods() []Period {
	var periods []Period
	for k := range v.Years * 12 / v.PeriodMonths {
		periods = append(periods, v.period(k))
	}
	var common *int
	for _, p := range periods {
		if p.Comparable && (common == nil || p.LookbackMonths < *common) {
			common = &p.LookbackMonths
		}
	}
	for i := range periods {
		if common != nil {
			p := &periods[i]
			p.commonLookMonths = common
			p.commonLookStart = Window{v.before(p.K+1, *common), p.Own.After}
		}
	}
	return periods
}

func (v *View) period(k int) Period {
	end, start, before := v.edge(k), v.edge(k+1), v.edge(k+2)
	p := Period{
		K: k, Own: Window{start, min(end, v.AsOf)}, Before: Window{before, start}, BeforeWhole: Window{before, start},
		Partial: end > v.AsOf,
	}
	gap := max(v.PeriodMonths, v.ChurnGap)
	p.StartLook = Window{v.before(k+1, gap), start}
	p.EndLook = Window{v.before(k, gap), p.Own.To}
	if p.Partial {
		p.Before.To = min(Edge(v.AsOf, v.PeriodMonths), start)
		p.EndLook.After = Edge(v.AsOf, gap)
	}
	from := v.LedgerCompleteFrom
	p.Comparable = len(v.entries) > 0 && from <= before+1 && from <= p.StartLook.After+1
	for from != NoDay && Edge(start+1, p.LookbackMonths+1) >= from {
		p.LookbackMonths++
	}
	p.NewIsUpperBound = p.LookbackMonths < 24
	return p
}

// before returns the day that lies months before edge k, counted from the same day as the edges themselves.
func (v *View) before(k, months int) Day {
	if v.PeriodKind == "rolling" {
		return Edge(v.AsOf, k*v.PeriodMonths+months)
	}
	return Edge(v.edge(k), months)
}

// churnPeriod returns the windows of churn: the last churn_months and what they are compared with.
func (v *View) churnPeriod() Period {
	rolling := *v
	rolling.PeriodKind, rolling.PeriodMonths = "rolling", v.ChurnMonths
	p := rolling.period(0)
	if v.Compare == "same_season" {
		p.Before = Window{Edge(v.AsOf, v.ChurnMonths+12), Edge(v.AsOf, 12)}
		p.Comparable = p.Comparable && v.LedgerCompleteFrom <= p.Before.After+1
	}
	return p
}
