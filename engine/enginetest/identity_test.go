package enginetest_test

import (
	"reflect"
	"slices"
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// The identities of the bridge and of churn must hold for the oracle itself, whatever the ledger.
func TestOracleIdentities(t *testing.T) {
	comparable := 0
	for seed := range uint64(40) {
		l := Random(seed)
		book := NewBook(l)
		for _, s := range RandomSettings(seed, l) {
			v := book.At(s)
			kpis := v.KPIs()
			for i, b := range v.Bridges() {
				if got := b.Repeat + b.Growth + b.New + b.Reactivated + b.UnknownOrigin + b.Adj1; got != b.V1 {
					t.Errorf("seed %d period %d: the parts make %v of %v", seed, b.Period.K, got, b.V1)
				}
				gain := b.New + b.Reactivated + b.UnknownOrigin + b.Growth - b.Contraction - b.Lost + b.Adj1 - b.Adj0
				if gain != b.V1-b.V0 {
					t.Errorf("seed %d period %d: the bridge makes %v of %v", seed, b.Period.K, gain, b.V1-b.V0)
				}
				if k := kpis[i]; k.Opening+k.New+k.Reactivated-k.Lost != k.Closing {
					t.Errorf("seed %d period %d: the roll-forward does not close: %+v", seed, b.Period.K, k)
				}
				if i+1 < len(kpis) && s.PeriodKind == "rolling" && kpis[i].Opening != kpis[i+1].Closing {
					t.Errorf("seed %d period %d: opens with %d, the one before closed with %d", seed, i, kpis[i].Opening, kpis[i+1].Closing)
				}
				if b.Period.Comparable {
					comparable++
				}
			}
			checkChurn(t, seed, v)
		}
	}
	if comparable < 100 {
		t.Errorf("only %d comparable periods: the random ledgers are too short to test anything", comparable)
	}
}

func checkChurn(t *testing.T, seed uint64, v *View) {
	t.Helper()
	kinds := map[string]Churn{}
	for _, c := range v.ChurnRows() {
		kinds[c.CustomerID] = c
	}
	net := map[string]Amount{}
	for _, c := range v.ChurnValues() {
		net[c.CustomerID] += c.Net()
		k := kinds[c.CustomerID]
		if c.Account > 0 && k.Kind != "account" {
			t.Errorf("seed %d %s: lost %v but the kind is %q", seed, c.CustomerID, c.Account, k.Kind)
		}
	}
	for id, k := range kinds {
		if net[id] != k.SpendAfter-k.SpendBefore {
			t.Errorf("seed %d %s: churn_value makes %v of %v", seed, id, net[id], k.SpendAfter-k.SpendBefore)
		}
	}
}

func TestOraclePermutation(t *testing.T) {
	for seed := range uint64(20) {
		l := Random(seed)
		turned := l
		turned.Lines = slices.Clone(l.Lines)
		slices.Reverse(turned.Lines)
		for _, s := range RandomSettings(seed, l) {
			v, w := NewBook(l).At(s), NewBook(turned).At(s)
			if !reflect.DeepEqual(v.Ranks(12), w.Ranks(12)) || !reflect.DeepEqual(v.Bridges(), w.Bridges()) ||
				!reflect.DeepEqual(v.ChurnValues(), w.ChurnValues()) || !reflect.DeepEqual(v.Statuses(), w.Statuses()) {
				t.Errorf("seed %d: the order of the lines changes a figure", seed)
			}
		}
	}
}

// What happens after the day of a figure must not change it.
func TestOracleAsOf(t *testing.T) {
	for seed := range uint64(20) {
		l := Random(seed)
		for _, s := range RandomSettings(seed, l)[1:] {
			s.LedgerCompleteFrom = Date(2021, 1, 1)
			early := l
			early.Lines = slices.DeleteFunc(slices.Clone(l.Lines), func(line Line) bool { return line.Date > s.AsOf })
			v, w := NewBook(l).At(s), NewBook(early).At(s)
			if len(early.Lines) > 0 && (!reflect.DeepEqual(v.Ranks(12), w.Ranks(12)) || !reflect.DeepEqual(v.Statuses(), w.Statuses())) {
				t.Errorf("seed %d as of %v: later lines change a figure", seed, s.AsOf)
			}
		}
	}
}

// Each kind of credit line must occur, or the comparison with the figures would prove little.
func TestRandomLedgers(t *testing.T) {
	total := map[string]int{}
	for seed := range uint64(60) {
		l := Random(seed)
		if len(l.Lines) < 50 || len(l.Lines) > 430 {
			t.Errorf("seed %d has %d lines", seed, len(l.Lines))
		}
		for how, c := range NewBook(l).Credits(Date(2100, 1, 1)) {
			total[how] += c.Lines
		}
	}
	for _, how := range []string{Linked, Matched, Unmatched} {
		if total[how] < 200 {
			t.Errorf("only %d credit lines are %s", total[how], how)
		}
	}
}
