package engine_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
)

const (
	january = "customer_id,invoice_id,invoice_date,net_amount\nA,1,2024-01-31,10\nA,1,2024-01-31,5\nB,1,2024-01-31,7\nC,3,2024-01-31,1\n"
	again   = "customer_id,invoice_id,invoice_date,net_amount\nA,1,2024-01-31,12\nB,1,2024-02-01,8\nC,3,2024-01-31,1\n"
)

func TestLoadOverlap(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	const lines = "select load_id, customer_id, invoice_date, net_amount from invoice_lines order by all"
	const history = "select load_id, customer_id, net_amount, replaced_by from landscape_history.invoice_lines order by all"
	for _, c := range []struct {
		mode           engine.Overlap
		lines, history []string
	}{
		{engine.OverlapReplace, []string{"1|B|2024-01-31|7.0000", "2|A|2024-01-31|12.0000", "2|B|2024-02-01|8.0000", "2|C|2024-01-31|1.0000"},
			[]string{"1|A|5.0000|2", "1|A|10.0000|2", "1|C|1.0000|2"}},
		{engine.OverlapKeep, []string{"1|A|2024-01-31|5.0000", "1|A|2024-01-31|10.0000", "1|B|2024-01-31|7.0000", "1|C|2024-01-31|1.0000",
			"2|B|2024-02-01|8.0000"}, []string{"2|A|12.0000|1", "2|C|1.0000|1"}},
		{engine.OverlapAdd, []string{"1|A|2024-01-31|5.0000", "1|A|2024-01-31|10.0000", "1|B|2024-01-31|7.0000", "1|C|2024-01-31|1.0000",
			"2|A|2024-01-31|12.0000", "2|B|2024-02-01|8.0000", "2|C|2024-01-31|1.0000"}, nil},
	} {
		t.Run(string(c.mode), func(t *testing.T) {
			l := openLedger(t)
			l.load(engine.LoadOptions{Paths: []string{l.file("a.csv", january)}})
			s := l.load(engine.LoadOptions{Paths: []string{l.file("b.csv", again)}, OnOverlap: c.mode})
			o := s.Overlap
			if o == nil || o.Invoices != 2 || o.LinesBefore != 3 || o.LinesAfter != 2 || o.NetBefore != "16.0000" || o.NetAfter != "13.0000" || o.Shrunk != 1 {
				t.Errorf("overlap %+v", o)
			}
			l.want(lines, c.lines...)
			l.want(history, c.history...)
		})
	}
	t.Run("error", func(t *testing.T) {
		l := openLedger(t)
		l.load(engine.LoadOptions{Paths: []string{l.file("a.csv", january)}})
		l.mentions(l.refuse(engine.KindRejected, engine.LoadOptions{Paths: []string{l.file("b.csv", again)}, OnOverlap: engine.OverlapError}),
			"2 invoices", "--on-overlap")
	})
	t.Run("lost lines are named", func(t *testing.T) {
		l := openLedger(t)
		l.load(engine.LoadOptions{Paths: []string{l.file("a.csv", january)}})
		s := l.load(engine.LoadOptions{Paths: []string{l.file("b.csv", again)}})
		want := []engine.ShrunkGroup{{Source: "default", CustomerID: "A", InvoiceID: "1", Date: "2024-01-31", LinesBefore: 2, LinesAfter: 1}}
		if !slices.Equal(s.Overlap.Examples, want) {
			t.Errorf("%+v", s.Overlap.Examples)
		}
	})
}

// state are the queries whose rows say what a database holds, load numbers aside.
var state = []string{
	"select * exclude (load_id) from invoice_lines order by all",
	"select * exclude (load_id, replaced_by) from landscape_history.invoice_lines order by all",
	"select * exclude (load_id) from customers order by all",
	"select * exclude (load_id, replaced_by) from landscape_history.customers order by all",
	"select * exclude (load_id) from costs_to_serve order by all",
	"from landscape_base.customer_days order by all",
	"from landscape_base.purchase_changes order by all",
	"from settings order by all",
}

// TestUnloadIsAsIfNever draws random loads and withdrawals, and compares with a database that saw only the loads that remain.
func TestUnloadIsAsIfNever(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			l := openLedger(t)
			var remaining []engine.LoadOptions
			var ids []int64
			for i := range 16 {
				if len(ids) > 0 && r.IntN(3) == 0 {
					at := r.IntN(len(ids))
					if _, err := l.e.Unload(t.Context(), ids[at]); err != nil {
						t.Fatal(err)
					}
					ids, remaining = slices.Delete(ids, at, at+1), slices.Delete(remaining, at, at+1)
					continue
				}
				o := randomLoad(l, r, i)
				s := l.load(o)
				ids, remaining = append(ids, s.LoadID), append(remaining, o)
			}
			fresh := openLedger(t)
			for _, o := range remaining {
				fresh.load(o)
			}
			for _, query := range state {
				if got, want := strings.Join(l.rows(query), "\n"), strings.Join(fresh.rows(query), "\n"); got != want {
					t.Errorf("%s\nafter unloads:\n%s\nas if never:\n%s", query, got, want)
				}
			}
		})
	}
}

// randomLoad writes a file of few customers and days, so that extracts meet often.
func randomLoad(l ledger, r *rand.Rand, i int) engine.LoadOptions {
	modes := []engine.Overlap{engine.OverlapReplace, engine.OverlapReplace, engine.OverlapKeep, engine.OverlapAdd}
	o := engine.LoadOptions{OnOverlap: modes[r.IntN(len(modes))]}
	var b strings.Builder
	switch r.IntN(6) {
	case 0:
		o.Into = "customers"
		b.WriteString("customer_id,name,region\n")
		for _, c := range r.Perm(4)[:2] {
			fmt.Fprintf(&b, "C%d,name %d of %d,north\n", c, c, i)
		}
	case 1:
		o.Into = "costs_to_serve"
		fmt.Fprintf(&b, "customer_id,period_start,period_end,kind,amount\nC1,2024-01-01,2024-01-31,freight,%d\n", i)
	default:
		b.WriteString("customer_id,invoice_id,invoice_date,product_id,quantity,net_amount\n")
		for range 1 + r.IntN(8) {
			sign := 1 - 2*(r.IntN(4)/3)
			fmt.Fprintf(&b, "C%d,%d,2024-0%d-15,P,%d,%d\n", r.IntN(2), 1, 1+r.IntN(2), sign, sign*(1+r.IntN(5)))
		}
	}
	o.Paths = []string{l.file(fmt.Sprintf("%d.csv", i), b.String())}
	return o
}

// TestUnloadOfChains takes one load out of a chain of three over one invoice.
func TestUnloadOfChains(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	const r, k, a = engine.OverlapReplace, engine.OverlapKeep, engine.OverlapAdd
	for _, c := range []struct {
		modes   [3]engine.Overlap
		out     int64
		lines   string // load numbers in the ledger
		history string // load:replaced_by
	}{
		{[3]engine.Overlap{r, r, r}, 3, "2", "1:2"},
		{[3]engine.Overlap{r, r, r}, 2, "3", "1:3"},
		{[3]engine.Overlap{r, r, r}, 1, "3", "2:3"},
		{[3]engine.Overlap{r, k, k}, 1, "2", "3:2"},
		{[3]engine.Overlap{r, k, r}, 1, "3", "2:3"},
		{[3]engine.Overlap{r, k, r}, 3, "1", "2:1"},
		{[3]engine.Overlap{r, a, r}, 3, "1,2", ""},
		{[3]engine.Overlap{k, r, a}, 2, "1,3", ""},
		{[3]engine.Overlap{r, a, k}, 2, "1", "3:1"},
	} {
		t.Run(fmt.Sprint(c.modes, " without ", c.out), func(t *testing.T) {
			l := openLedger(t)
			for i, mode := range c.modes {
				text := fmt.Sprintf("customer_id,invoice_id,invoice_date,net_amount\nA,1,2024-01-31,%d\n", i+1)
				l.load(engine.LoadOptions{Paths: []string{l.file("a.csv", text)}, OnOverlap: mode})
			}
			if _, err := l.e.Unload(t.Context(), c.out); err != nil {
				t.Fatal(err)
			}
			l.want("select coalesce(string_agg(load_id::int, ',' order by load_id), '') from invoice_lines", c.lines)
			l.want("select coalesce(string_agg(load_id || ':' || replaced_by, ',' order by load_id), '') from landscape_history.invoice_lines", c.history)
		})
	}
}

func TestUnloadRestoresWhatAProfileYielded(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	l := openLedger(t)
	head := "Order ID,Order Date,Customer ID,Customer Name,Product ID,Sales,Quantity,Profit\n"
	first := l.load(engine.LoadOptions{Paths: []string{l.file("a.csv", head+"1,2024-01-01,A,,P,10.50,1,2.25\n2,2024-01-02,A,Ann,P,1.50,1,2.25\n")}})
	l.load(engine.LoadOptions{Paths: []string{l.file("b.csv", head+"3,2024-01-03,A,Anna,P,10.50,1,2.25\n")}})
	names := "select customer_id, name, load_id from customers"
	l.want(names, "A|Ann|1")
	own := l.load(engine.LoadOptions{Into: "customers", Paths: []string{l.file("c.csv", "customer_id,name\nA,Anne Own\n")}})
	l.want(names, "A|Anne Own|3")
	unload := func(id int64) {
		t.Helper()
		if _, err := l.e.Unload(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	unload(first.LoadID)
	l.want(names, "A|Anne Own|3")
	unload(own.LoadID)
	l.want(names, "A|Anna|2")
	l.want("select load_id, unloaded_at is not null from loads order by 1", "1|true", "2|false", "3|true")
	if _, err := l.e.Unload(t.Context(), first.LoadID); engine.KindOf(err) != engine.KindNotFound {
		t.Errorf("a second withdrawal says %v", err)
	}
	if s := l.load(engine.LoadOptions{Into: "customers", Paths: []string{l.file("c.csv", "customer_id,name\nA,Anne Own\n")}}); s.LoadID != 4 || s.Already != 0 {
		t.Errorf("%+v", s)
	}
}
