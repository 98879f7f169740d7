package views_test

import (
	"math"
	"math/big"
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// The views of the sample business say what its model says, exactly where the model counted, else within what chance allows.

// float reads a number of any type of a record; NaN for NULL.
func float(v any) float64 {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case float64:
		return v
	case *big.Rat:
		f, _ := v.Float64()
		return f
	}
	return math.NaN()
}

// near fails when a share of n cases is further from the chance than four standard deviations.
func near(t *testing.T, what string, share, n, chance float64) {
	t.Helper()
	if n < 30 {
		t.Errorf("%s: only %.0f cases", what, n)
		return
	}
	if off := (share - chance) / math.Sqrt(chance*(1-chance)/n); !(math.Abs(off) <= 4) {
		t.Errorf("%s: %.4f of %.0f, %.4f expected: %.1f standard deviations", what, share, n, chance, off)
	}
}

func TestTruthOfTheTiers(t *testing.T) {
	t.Parallel()
	e, truth := Business(t)
	s := Session(t, e)
	floors := Query(t, s, "select f.a_floor, f.b_floor from tier_floors as f where f.measure = 'revenue'")[0]
	for i, name := range [2]string{"a_floor", "b_floor"} {
		if got := floors[name].(*big.Rat); got.Cmp(big.NewRat(truth.FloorCents[i], 100)) != 0 {
			t.Errorf("%s is %s, the truth says %d cents", name, got.FloatString(2), truth.FloorCents[i])
		}
	}
	for i, want := range truth.Touched {
		got := Query(t, s, "select count(*) as n from pareto_rank as p where p.value > 0 and p.tier = '"+want.Tier+"'")[0]
		if got["n"].(int64) < want.Customers || got["n"].(int64) > truth.Service[i].Customers {
			t.Errorf("tier %s has %v customers, the truth says %+v and %+v", want.Tier, got["n"], want, truth.Service[i])
		}
	}
}

// The ends of the bridge are exact; its steps differ by the invoices that credit notes take back whole, which are no purchases.
func TestTruthOfTheBridge(t *testing.T) {
	t.Parallel()
	e, truth := Business(t)
	row := Query(t, Session(t, e), `select b.v0, b.v1, b.repeat, b.growth, b.new, b.reactivated, b.contraction, b.lost from revenue_bridge(measure := 'revenue') as b
		where b.period = 0`)[0]
	cents := func(name string) float64 {
		v, _ := new(big.Rat).Mul(row[name].(*big.Rat), big.NewRat(100, 1)).Float64()
		return v
	}
	want := truth.Bridge
	if cents("v0") != float64(want.Before) || cents("v1") != float64(want.Recent) {
		t.Errorf("from %.0f to %.0f cents, the truth says %+v", cents("v0"), cents("v1"), want)
	}
	for name, want := range map[string]int64{"repeat": want.Repeat, "growth": want.Growth, "new": want.New, "reactivated": want.Reactivated,
		"contraction": want.Contraction, "lost": want.Lost} {
		if off := cents(name)/float64(want) - 1; math.Abs(off) > 0.01 {
			t.Errorf("%s is %.0f cents, the truth says %d", name, cents(name), want)
		}
	}
}

func TestTruthOfReferrals(t *testing.T) {
	t.Parallel()
	e, truth := Business(t)
	s := Session(t, e)
	// A year and older, so that every way is over.
	r := Query(t, s, `select sum(c.matured_referred)::bigint as referred, sum(c.referred_converted)::bigint as won,
		sum(c.matured_other)::bigint as others, sum(c.other_converted)::bigint as others_won from referral_conversion as c where c.period > 0`)[0]
	near(t, "conversion of the recommended", float(r["won"])/float(r["referred"]), float(r["referred"]), truth.Referred.Chance)
	near(t, "conversion of the others", float(r["others_won"])/float(r["others"]), float(r["others"]), truth.Alone.Chance)
	r = Query(t, s, "select sum(f.referrals)::bigint as n, sum(f.converted)::bigint as won from referral_sources as f")[0]
	if r["n"].(int64) != truth.Referrals || float(r["won"]) > float64(truth.Referred.Converted) || float(r["won"]) < 0.95*float64(truth.Referred.Converted) {
		t.Errorf("%v referrals brought %v customers, the truth says %d and %+v", r["n"], r["won"], truth.Referrals, truth.Referred)
	}
	due := float(Query(t, s, "select count(*) as n from referral_thanks_due")[0]["n"])
	near(t, "referrals without thanks", due/float64(truth.Referrals), float64(truth.Referrals), 1-float64(truth.Thanked)/float64(truth.Referrals))
}
