package views_test

import (
	"math/big"
	"slices"
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// Every manager who hunts sells a larger part to new customers than any who does not.
func TestTruthOfHunters(t *testing.T) {
	t.Parallel()
	e, truth := Business(t)
	hunted, farmed := []float64{}, []float64{}
	for _, r := range Query(t, Session(t, e), "select r.rep, r.hunter_share from rep_mix as r where r.period = 0 and r.rep <> '(none)'") {
		if share := float(r["hunter_share"]); slices.Contains(truth.Hunters, r["rep"].(string)) {
			hunted = append(hunted, share)
		} else {
			farmed = append(farmed, share)
		}
	}
	if len(hunted) != len(truth.Hunters) || len(farmed) == 0 || slices.Min(hunted) <= slices.Max(farmed) {
		t.Errorf("hunters sell %v to new customers, the others %v", hunted, farmed)
	}
}

// The model's cost to serve eats up more of a lower tier's margin; all that was spent is in some tier.
func TestTruthOfTierEconomics(t *testing.T) {
	t.Parallel()
	e, truth := Business(t)
	s := Session(t, e)
	rows := Query(t, s, "select e.tier, e.customers, e.cost_to_serve, e.contribution_margin from tier_economics as e")
	sum, margin := new(big.Rat), 1.0
	for i, r := range rows {
		sum.Add(sum, r["cost_to_serve"].(*big.Rat))
		if i >= len(truth.Service) {
			continue
		}
		want := truth.Service[i]
		if r["tier"] != want.Tier || float(r["customers"]) < float64(want.Customers) || 100*float(r["cost_to_serve"]) < float64(want.Cents) {
			t.Errorf("%v, the truth says at least %+v", r, want)
		}
		if m := float(r["contribution_margin"]); m >= margin {
			t.Errorf("tier %s keeps %.3f of its revenue, the tier above %.3f", want.Tier, m, margin)
		} else {
			margin = m
		}
	}
	spent := Query(t, s, `select (select sum(t.cost) from touches as t where t.customer_id is not null and t.touched_at >= date '2025-01-01')
		+ (select sum(c.amount) from costs_to_serve as c where c.period_end >= date '2025-01-01') as amount`)[0]["amount"].(*big.Rat)
	if sum.Cmp(spent) != 0 {
		t.Errorf("the tiers cost %s, spent were %s", sum.FloatString(4), spent.FloatString(4))
	}
}

func TestTruthOfContracts(t *testing.T) {
	t.Parallel()
	e, truth := Business(t)
	s := Session(t, e)
	r := Query(t, s, `select count(*) filter (where d.days_to_end <= 120) as soon, count(*) filter (where d.renewed) as renewed from renewals_due as d`)[0]
	if r["soon"].(int64) != truth.Contracts.EndSoon || r["renewed"].(int64) != 0 {
		t.Errorf("%v contracts end soon and %v are renewed, the truth says %+v", r["soon"], r["renewed"], truth.Contracts)
	}
}

func TestTruthOfAccountManagers(t *testing.T) {
	t.Parallel()
	e, truth := Business(t)
	r := Query(t, Session(t, e), "select count(*) as n, count(*) filter (where a.coverage = 'no manager') as none from account_coverage as a")[0]
	if n := r["n"].(int64); n < truth.Touched[0].Customers || n > truth.Service[0].Customers {
		t.Errorf("%d customers are in the first tier, the truth says %d", n, truth.Touched[0].Customers)
	}
	near(t, "customers without a manager", float(r["none"])/float(r["n"]), float(r["n"]), truth.UnmanagedShare)
}
