package enginetest_test

import (
	"reflect"
	"slices"
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// tiers returns the tier and rank of each customer.
func tiers(v *View) map[string][2]any {
	out := map[string][2]any{}
	for _, r := range v.Ranks(v.TierMonths) {
		out[r.CustomerID] = [2]any{r.Tier, r.Rank}
	}
	return out
}

func TestOracleCurrencyFactor(t *testing.T) {
	tried := 0
	for seed := range uint64(30) {
		l := Random(seed)
		if l.Base != "" {
			continue
		}
		tried++
		foreign := l
		foreign.Base, foreign.Lines = "EUR", slices.Clone(l.Lines)
		for i := range foreign.Lines {
			foreign.Lines[i].Currency = "USD"
		}
		for day := Date(2020, 1, 1); day < Date(2030, 1, 1); day += 20 {
			foreign.Rates = append(foreign.Rates, Rate{Currency: "USD", Date: day, ToBase: 200_000_000})
		}
		for _, s := range RandomSettings(seed, l) {
			if got, want := tiers(NewBook(foreign).At(s)), tiers(NewBook(l).At(s)); !reflect.DeepEqual(got, want) {
				t.Errorf("seed %d: a constant rate changes a tier: got %v, want %v", seed, got, want)
			}
		}
	}
	if tried == 0 {
		t.Error("no ledger has one currency only")
	}
}

func TestOracleZeroCustomer(t *testing.T) {
	for seed := range uint64(20) {
		l := Random(seed)
		for _, s := range RandomSettings(seed, l) {
			more := l
			v := NewBook(l).At(s)
			more.Lines = append(slices.Clone(l.Lines), sale("zero", "I-zero", v.AsOf.String(), "0"))
			want := tiers(v)
			got := tiers(NewBook(more).At(v.Settings))
			delete(got, "zero")
			for id, w := range want {
				if got[id][0] != w[0] {
					t.Errorf("seed %d: a customer worth nothing changes the tier of %s from %v to %v", seed, id, w[0], got[id][0])
				}
			}
		}
	}
}

// Splitting an invoice into more lines changes nothing where no credit line has to be matched to a line.
func TestOracleSplitLines(t *testing.T) {
	for seed := range uint64(20) {
		l := Random(seed)
		if l.Base != "" {
			continue // each line is converted and rounded on its own
		}
		split := l
		split.Lines = nil
		for _, line := range l.Lines {
			if line.DocType == Invoice {
				part := line
				part.LineNo, part.Net = line.LineNo+100, line.Net/2
				if line.Quantity != nil {
					half := *line.Quantity / 2
					rest := *line.Quantity - half
					part.Quantity, line.Quantity = &half, &rest
				}
				if line.Cost != nil {
					half := *line.Cost / 2
					rest := *line.Cost - half
					part.Cost, line.Cost = &half, &rest
				}
				line.Net -= part.Net
				split.Lines = append(split.Lines, part)
			}
			split.Lines = append(split.Lines, line)
		}
		for _, s := range RandomSettings(seed, l) {
			s.CreditMatch = "linked"
			v, w := NewBook(l).At(s), NewBook(split).At(s)
			if !reflect.DeepEqual(v.Ranks(12), w.Ranks(12)) || !reflect.DeepEqual(v.Bridges(), w.Bridges()) ||
				!reflect.DeepEqual(v.ChurnValues(), w.ChurnValues()) {
				t.Errorf("seed %d: splitting lines changes a figure", seed)
			}
		}
	}
}

func TestOraclePartition(t *testing.T) {
	for asOf := Date(2023, 12, 1); asOf < Date(2025, 3, 2); asOf++ {
		for _, months := range []int{1, 3, 6, 12} {
			previous, monthEnd := asOf, (asOf + 1).String()[8:] == "01"
			for k := 1; k < 20; k++ {
				edge := Edge(asOf, k*months)
				if edge >= previous {
					t.Fatalf("%v, %d months: edge %d is %v, not before %v", asOf, months, k, edge, previous)
				}
				if monthEnd && (edge + 1).String()[8:] != "01" {
					t.Fatalf("%v, %d months: edge %d is %v, no month end", asOf, months, k, edge)
				}
				if n, _ := PeriodNo(edge, asOf, months); n != k {
					t.Fatalf("%v, %d months: %v lies in period %d, want %d", asOf, months, edge, n, k)
				}
				if n, _ := PeriodNo(edge+1, asOf, months); n != k-1 {
					t.Fatalf("%v, %d months: %v lies in period %d, want %d", asOf, months, edge+1, n, k-1)
				}
				previous = edge
			}
		}
	}
}
