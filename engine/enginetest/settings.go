package enginetest

import (
	"fmt"
	"strings"
)

// Settings are the settings of one run. The zero value of a field stands for its default.
type Settings struct {
	AsOf               Day    // NoDay: the last day of the ledger
	Years              int    // how many years are shown
	PeriodMonths       int    // length of a period
	PeriodKind         string // rolling, calendar or fiscal
	FiscalStart        int    // first month of the fiscal year
	TierMonths         int    // window of the current tier
	Measure            string // revenue or profit
	Cuts, Labels       []string
	ChurnGap           int // months without a purchase after which a customer is an ex-customer
	ChurnMonths        int
	ChurnTolerance     string // decimal
	Compare            string // previous or same_season
	ProductLevel       string // line or product
	ProductNeedsDrop   *bool
	Level              string // customer or parent
	CreditMatch        string // auto or linked
	CreditPeriod       string // own or origin
	MinCostCoverage    string // decimal
	LedgerCompleteFrom Day    // NoDay: 15 days before the first line
	LeftCensorDays     int
}

// Defaults returns the built-in settings.
func Defaults() Settings {
	return Settings{
		AsOf: NoDay, Years: 3, PeriodMonths: 12, PeriodKind: "rolling", FiscalStart: 1, TierMonths: 12, Measure: "revenue",
		Cuts: []string{"0.80", "0.95"}, Labels: []string{"A", "B", "C"},
		ChurnGap: 12, ChurnMonths: 12, ChurnTolerance: "0", Compare: "previous", Level: "customer",
		CreditMatch: "auto", CreditPeriod: "own", MinCostCoverage: "0.95", LedgerCompleteFrom: NoDay, LeftCensorDays: 180,
	}
}

// Text returns the settings by name as they are written; an empty text leaves the default.
func (s Settings) Text() map[string]string {
	drop := ""
	if s.ProductNeedsDrop != nil {
		drop = fmt.Sprint(*s.ProductNeedsDrop)
	}
	return map[string]string{
		"as_of": s.AsOf.String(), "years": fmt.Sprint(s.Years), "period_months": fmt.Sprint(s.PeriodMonths), "period_kind": s.PeriodKind,
		"fiscal_start_month": fmt.Sprint(s.FiscalStart), "tier_months": fmt.Sprint(s.TierMonths), "measure": s.Measure,
		"tier_cuts": "[" + strings.Join(s.Cuts, ",") + "]", "tier_labels": `["` + strings.Join(s.Labels, `","`) + `"]`,
		"churn_gap": fmt.Sprint(s.ChurnGap), "churn_months": fmt.Sprint(s.ChurnMonths), "churn_tolerance": s.ChurnTolerance,
		"compare": s.Compare, "product_level": s.ProductLevel, "product_needs_drop": drop, "level": s.Level,
		"credit_match": s.CreditMatch, "credit_period": s.CreditPeriod, "min_cost_coverage": s.MinCostCoverage,
		"ledger_complete_from": s.LedgerCompleteFrom.String(), "left_censor_days": fmt.Sprint(s.LeftCensorDays),
	}
}

// View is a ledger as it stands on one day under one set of settings. Every figure is a method of it.
type View struct {
	*Book
	Settings
	lines     []*entry    // dated up to AsOf
	purchases []*purchase // ranked customers only, by day
	byOwner   map[string][]*purchase
	nobodys   map[string][]*purchase // those of lines of nobody in particular
	statuses  map[string]Status
}

// At returns the ledger as of the settings' day.
func (b *Book) At(s Settings) *View {
	if s.AsOf == NoDay {
		for _, e := range b.entries {
			s.AsOf = max(s.AsOf, e.Date)
		}
	}
	if s.LedgerCompleteFrom == NoDay && len(b.entries) > 0 {
		s.LedgerCompleteFrom = b.first() - 15
	}
	v := &View{Book: b, Settings: s, byOwner: map[string][]*purchase{}, nobodys: map[string][]*purchase{}, statuses: map[string]Status{}}
	for _, e := range b.entries {
		if e.Date <= s.AsOf {
			v.lines = append(v.lines, e)
		}
	}
	v.findPurchases()
	return v
}

// owner returns the id a line is counted under: the customer or its parent, or the row of lines of nobody in particular.
func (v *View) owner(e *entry) string {
	if e.kind != "" {
		return e.kind
	}
	if v.Level == "parent" {
		return v.root(e.customer)
	}
	return e.customer
}

// dated returns the day whose period a line counts in.
func (v *View) dated(e *entry) Day {
	if v.CreditPeriod == "origin" && v.effective(e) {
		return e.credit.target.Date
	}
	return e.Date
}

// effective tells whether a credit line takes back a purchase under the settings.
func (v *View) effective(e *entry) bool {
	return e.credit != nil && (e.credit.how == Linked || e.credit.how == Matched && v.CreditMatch == "auto")
}
