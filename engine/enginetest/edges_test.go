package enginetest_test

import (
	"fmt"
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// sale makes an invoice line of one unit of product X; what changes it is applied in order.
func sale(customer, invoice, date, net string, change ...func(*Line)) Line {
	one := One
	l := Line{
		InvoiceID: invoice, LineNo: 1, CustomerID: customer, Date: ParseDay(date), DocType: Invoice, ProductID: "X",
		Quantity: &one, Net: ParseAmount(net),
	}
	if l.Net < 0 {
		minus := -one
		l.DocType, l.Quantity = CreditNote, &minus
	}
	for _, f := range change {
		f(&l)
	}
	return l
}

func reverses(id string) func(*Line) { return func(l *Line) { l.Reverses = id } }
func order(id string) func(*Line)    { return func(l *Line) { l.OrderID = id } }
func in(currency string) func(*Line) { return func(l *Line) { l.Currency = currency } }
func quantity(q string) func(*Line)  { return func(l *Line) { a := ParseAmount(q); l.Quantity = &a } }
func adjustment(l *Line)             { l.DocType = Adjustment }

func view(l Ledger, asOf string, change ...func(*Settings)) *View {
	s := Defaults()
	s.AsOf = ParseDay(asOf)
	for _, f := range change {
		f(&s)
	}
	return NewBook(l).At(s)
}

func ranksOf(v *View) string {
	out := ""
	for _, r := range v.Ranks(12) {
		out += fmt.Sprint(r.CustomerID, " ", r.Rank, " ", r.Tier, " ", r.Band, " ", r.Reason, "; ")
	}
	return out
}

func TestOracleRankEdges(t *testing.T) {
	// Each customer buys for 100 and then has an adjustment, so that it has a purchase and any value.
	worth := func(values ...string) Ledger {
		var l Ledger
		for i, value := range values {
			id := string(rune('a' + i))
			l.Lines = append(l.Lines, sale(id, "I"+id, "2025-01-10", "100"),
				sale(id, "J"+id, "2025-01-11", (ParseAmount(value)-100*One).String(), adjustment))
		}
		return l
	}
	for _, c := range []struct {
		name   string
		ledger Ledger
		want   string
	}{
		{"single", worth("5"), "a 1 A middle ; "},
		{"all zero", worth("0", "0"), "a 1  middle no_positive_total; b 1  middle no_positive_total; "},
		{"all negative", worth("-1", "-2"), "a 1  top no_positive_total; b 2  bottom no_positive_total; "},
		{"all equal", worth("7", "7", "7", "7", "7", "7"), "a 1 A middle ; b 1 A middle ; c 1 A middle ; d 1 A middle ; e 1 A middle ; f 1 A middle ; "},
		{"exactly at a cut", worth("80", "15", "5"), "a 1 A top ; b 2 B middle ; c 3 C bottom ; "},
		{"empty", Ledger{}, ""},
	} {
		if got := ranksOf(view(c.ledger, "2025-12-31")); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	if got := ranksOf(view(worth("5"), "2024-12-31")); got != "" {
		t.Errorf("before the first line: got %q, want nothing", got)
	}
	one := One
	noCost := Ledger{Lines: []Line{sale("a", "I1", "2025-01-10", "100"), sale("b", "I2", "2025-01-10", "1", func(l *Line) { l.Cost = &one })}}
	byProfit := func(s *Settings) { s.Measure = "profit" }
	if got, want := ranksOf(view(noCost, "2025-12-31", byProfit)), "a 0   cost_coverage; b 0   cost_coverage; "; got != want {
		t.Errorf("cost unknown: got %q, want %q", got, want)
	}
	half := func(s *Settings) { s.Measure, s.MinCostCoverage = "profit", "0.009" }
	if got, want := ranksOf(view(noCost, "2025-12-31", half)), "b 1  middle no_positive_total; a 0   cost_coverage; "; got != want {
		t.Errorf("cost of one customer unknown: got %q, want %q", got, want)
	}
}

// statusOf is "status orders flags last" of the only customer.
func statusOf(v *View) string {
	s := v.Statuses()[0]
	out := fmt.Sprint(s.Status, " ", s.Orders, " ", s.Last)
	if s.ReturnsOnly {
		out += " returns_only"
	}
	if s.ReversedOnly {
		out += " reversed_only"
	}
	return out
}

func TestOraclePurchaseEdges(t *testing.T) {
	two := []Line{sale("a", "I1", "2025-01-10", "50", quantity("5")), sale("a", "I2", "2025-04-10", "60", quantity("5"))}
	back := sale("a", "C1", "2025-04-20", "-20", quantity("-2"))
	linked := func(s *Settings) { s.CreditMatch = "linked" }
	dollars := []Rate{{"USD", ParseDay("2025-01-01"), 90_000_000}, {"USD", ParseDay("2025-02-01"), 80_000_000}}
	for _, c := range []struct {
		name, asOf, want string
		ledger           Ledger
		change           func(*Settings)
	}{
		{name: "only an unlinked credit note", asOf: "2025-12-31", want: "ex-customer 0  returns_only",
			ledger: Ledger{Lines: []Line{sale("a", "C1", "2025-04-20", "-20")}}},
		{name: "reversed", asOf: "2025-12-31", want: "prospect 0  reversed_only",
			ledger: Ledger{Lines: []Line{sale("a", "I1", "2025-01-10", "10"), sale("a", "C1", "2025-04-20", "-10", reverses("I1"))}}},
		{name: "before the reversal", asOf: "2025-04-19", want: "existing 1 2025-01-10",
			ledger: Ledger{Lines: []Line{sale("a", "I1", "2025-01-10", "10"), sale("a", "C1", "2025-04-20", "-10", reverses("I1"))}}},
		{name: "one order of two invoices", asOf: "2025-12-31", want: "existing 1 2025-01-10",
			ledger: Ledger{Lines: []Line{sale("a", "I1", "2025-01-10", "100", order("O")), sale("a", "I2", "2025-01-15", "50", order("O")),
				sale("a", "C1", "2025-04-20", "-50", reverses("I2"))}}},
		{name: "reversal larger than the invoice", asOf: "2025-12-31", want: "prospect 0  reversed_only",
			ledger: Ledger{Lines: []Line{sale("a", "I1", "2025-01-10", "10"), sale("a", "C1", "2025-04-20", "-15", reverses("I1"))}}},
		{name: "credit note before its invoice", asOf: "2025-12-31", want: "existing 1 2025-01-10",
			ledger: Ledger{Lines: []Line{sale("a", "I1", "2025-01-10", "10"), sale("a", "C1", "2025-01-09", "-10", reverses("I1"))}}},
		{name: "credit note of another currency", asOf: "2025-12-31", want: "existing 1 2025-01-10",
			ledger: Ledger{Base: "EUR", Rates: dollars,
				Lines: []Line{sale("a", "I1", "2025-01-10", "10"), sale("a", "C1", "2025-02-09", "-10", reverses("I1"), in("USD"))}}},
		{name: "reversed at another rate", asOf: "2025-12-31", want: "prospect 0  reversed_only",
			ledger: Ledger{Base: "EUR", Rates: dollars,
				Lines: []Line{sale("a", "I1", "2025-01-10", "10", in("USD")), sale("a", "C1", "2025-02-09", "-10", reverses("I1"), in("USD"))}}},
		{name: "matched in part", asOf: "2025-12-31", want: "existing 2 2025-04-10", ledger: Ledger{Lines: append(two, back)}},
		{name: "credit notes not matched", asOf: "2025-12-31", want: "existing 1 2025-01-10", change: linked,
			ledger: Ledger{Lines: []Line{sale("a", "I1", "2025-01-10", "10"), sale("a", "C1", "2025-04-20", "-10")}}},
		{name: "credit notes matched", asOf: "2025-12-31", want: "prospect 0  reversed_only",
			ledger: Ledger{Lines: []Line{sale("a", "I1", "2025-01-10", "10"), sale("a", "C1", "2025-04-20", "-10")}}},
		{name: "merged", asOf: "2025-12-31", want: "existing 2 2025-02-10",
			ledger: Ledger{Aliases: map[string]string{"b": "c", "c": "a"},
				Lines: []Line{sale("b", "I1", "2025-01-10", "10"), sale("a", "I2", "2025-02-10", "10")}}},
		{name: "exactly at the edge", asOf: "2025-12-31", want: "ex-customer 1 2024-12-31",
			ledger: Ledger{Lines: []Line{sale("a", "I1", "2024-12-31", "10")}}},
		{name: "just inside", asOf: "2025-12-31", want: "existing 1 2025-01-01",
			ledger: Ledger{Lines: []Line{sale("a", "I1", "2025-01-01", "10")}}},
		{name: "leap day", asOf: "2025-02-28", want: "ex-customer 1 2024-02-29",
			ledger: Ledger{Lines: []Line{sale("a", "I1", "2024-02-29", "10")}}},
	} {
		change := c.change
		if change == nil {
			change = func(*Settings) {}
		}
		if got := statusOf(view(c.ledger, c.asOf, change)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestOracleMatching(t *testing.T) {
	base := []Line{sale("a", "I1", "2025-01-10", "50", quantity("5")), sale("a", "I2", "2025-04-10", "60", quantity("5"))}
	back := sale("a", "C2", "2025-04-20", "-20", quantity("-2"))
	for _, c := range []struct {
		name  string
		lines []Line
		want  string // linked, matched, unmatched lines
	}{
		{"same unit price", []Line{back}, "0 1 0"},
		{"mostly credited", []Line{sale("a", "C1", "2025-03-10", "-40", quantity("-4"), reverses("I1")), back}, "1 0 1"},
		{"mostly matched", []Line{sale("a", "C1", "2025-03-10", "-40", quantity("-4")), back}, "0 1 1"},
		{"365 days", []Line{sale("a", "C1", "2026-01-10", "-20", quantity("-2"))}, "0 1 0"},
		{"366 days", []Line{sale("a", "C1", "2026-01-11", "-20", quantity("-2"))}, "0 0 1"},
		{"other customer", []Line{sale("b", "C1", "2025-04-20", "-20", quantity("-2"))}, "0 0 1"},
		{"invoice of another customer", []Line{sale("b", "C1", "2025-04-20", "-20", quantity("-2"), reverses("I1"))}, "0 0 1"},
		{"no customer", []Line{sale("", "C1", "2025-04-20", "-20", quantity("-2"))}, "0 0 1"},
	} {
		totals := NewBook(Ledger{Lines: append(append([]Line{}, base...), c.lines...)}).Credits(ParseDay("2027-01-01"))
		got := fmt.Sprint(totals[Linked].Lines, " ", totals[Matched].Lines, " ", totals[Unmatched].Lines)
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestOraclePeriodEdges(t *testing.T) {
	for _, c := range []struct {
		asOf   string
		months int
		want   string
	}{
		{"2024-02-29", 12, "2023-02-28"}, {"2025-02-28", 12, "2024-02-29"}, {"2025-08-31", 6, "2025-02-28"},
		{"2025-06-30", 3, "2025-03-31"}, {"2025-06-30", 6, "2024-12-31"}, {"2025-06-30", 9, "2024-09-30"},
		{"2025-05-30", 3, "2025-02-28"}, {"2025-05-15", 17, "2023-12-15"},
	} {
		if got := Edge(ParseDay(c.asOf), c.months).String(); got != c.want {
			t.Errorf("%d months before %s: got %s, want %s", c.months, c.asOf, got, c.want)
		}
	}
	full := Ledger{Lines: []Line{sale("a", "I1", "2023-01-02", "1"), sale("a", "I2", "2025-12-31", "1")}}
	p := view(full, "2025-12-31").Periods()[1]
	if !p.Comparable || p.LookbackMonths != 12 || !p.NewIsUpperBound {
		t.Errorf("exactly three years: got %+v, want 2024 comparable with 12 months before it", p)
	}
	ytd := func(s *Settings) { s.PeriodKind = "calendar" }
	p = view(full, "2025-06-15", ytd).Periods()[0]
	if got := fmt.Sprint(p.Own, p.Before, p.StartLook, p.EndLook, p.Partial); got !=
		"{2024-12-31 2025-06-15} {2023-12-31 2024-06-15} {2023-12-31 2024-12-31} {2024-06-15 2025-06-15} true" {
		t.Errorf("year to date: got %s", got)
	}
}

func TestOracleQuarters(t *testing.T) {
	l := Ledger{Lines: []Line{sale("z", "I0", "2020-01-10", "1")}}
	for i, day := range []string{"2022-01-10", "2023-01-10", "2024-01-10", "2025-01-10"} {
		l.Lines = append(l.Lines, sale("a", fmt.Sprint("I", i+1), day, "100"))
	}
	quarters := func(s *Settings) { s.PeriodMonths = 3 }
	b := view(l, "2025-06-30", quarters).Bridges()
	if b[0].Contraction != 100*One || b[0].Lost != 0 || b[1].Growth != 100*One || b[1].Reactivated != 0 {
		t.Errorf("a yearly buyer: got contraction %v, lost %v, then growth %v, reactivated %v; want 100, 0, 100, 0",
			b[0].Contraction, b[0].Lost, b[1].Growth, b[1].Reactivated)
	}
}

func TestOracleAfterNegative(t *testing.T) {
	l := Ledger{Lines: []Line{sale("z", "I0", "2020-01-10", "1"), sale("a", "I1", "2024-03-01", "100"), sale("a", "I2", "2025-03-01", "10"),
		sale("a", "C1", "2025-03-02", "-20")}}
	v := view(l, "2025-12-31")
	for _, c := range v.ChurnRows() {
		if c.CustomerID == "a" && (c.Kind != "decreased_spend" || c.ProductsAfter != 1) {
			t.Errorf("got %+v, want decreased_spend with one product", c)
		}
	}
	for _, c := range v.ChurnValues() {
		if c.CustomerID == "a" && (c.Product != 100*One || c.AdjProduct != -10*One) {
			t.Errorf("got %+v, want product 100 and adj_product -10", c)
		}
	}
}
