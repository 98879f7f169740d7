package engine_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/enginetest"
)

// baseTables are compared row for row; ledger_state without the version, which counts the writes.
var baseTables = map[string]string{
	"aliases": "*", "fx_daily": "*", "customer_groups": "*", "customers": "*", "customer_days": "*", "credit_lines": "*",
	"purchase_changes": "*", "days": "*", "ledger_state": "* EXCLUDE (data_version)",
}

// books is a ledger that random writes change, with the loads that it has.
type books struct {
	*rand.Rand
	t     *testing.T
	e     *engine.Engine
	stock enginetest.Ledger // lines not loaded yet
	loads int
	kept  []int // loads that count

	partial int // writes that were not refreshed as a whole
}

// step makes one random write and returns what it did.
func (b *books) step() string {
	var did string
	s, err := engine.Write(context.Background(), b.e, func(c *engine.Change) error {
		var err error
		switch kind := b.IntN(10); {
		case len(b.kept) == 0 || kind < 4 && len(b.stock.Lines) > 0:
			did = "load"
			err = b.load(c)
		case kind < 6:
			did = "replace"
			err = b.replace(c)
		case kind < 8:
			did = "unload"
			i := b.IntN(len(b.kept))
			mine := fmt.Sprintf("main.invoice_lines WHERE load_id = %d", b.kept[i])
			b.kept = append(b.kept[:i], b.kept[i+1:]...)
			err = run(c, c.TouchLines(mine), "DELETE FROM "+mine)
		default:
			did, err = b.other(c)
		}
		return err
	})
	if err != nil {
		b.t.Fatalf("%s: %v", did, err)
	}
	if !s.Full && s.Months > 0 {
		b.partial++
	}
	return did
}

// run executes statements unless an error came before.
func run(c *engine.Change, err error, statements ...string) error {
	for _, s := range statements {
		if err != nil {
			return err
		}
		if err = c.Exec(s); err != nil {
			err = fmt.Errorf("%w in %.300s", err, s)
		}
	}
	return err
}

// load brings lines in: all that are left, or those of some days, so that a load may touch an old month or the newest alone.
func (b *books) load(c *engine.Change) error {
	b.loads++
	var now, later []enginetest.Line
	from := b.stock.Lines[b.IntN(len(b.stock.Lines))].Date
	for _, l := range b.stock.Lines {
		if l.Date >= from && l.Date < from+enginetest.Day(10+b.IntN(300)) || b.IntN(20) == 0 {
			now = append(now, l)
		} else {
			later = append(later, l)
		}
	}
	b.stock.Lines = later
	if len(now) == 0 {
		return nil
	}
	b.kept = append(b.kept, b.loads)
	if err := c.Exec(insertLines(now, b.loads)); err != nil {
		return err
	}
	return c.TouchLines(fmt.Sprintf("main.invoice_lines WHERE load_id = %d", b.loads))
}

// replace moves some invoices to a new load with other amounts and partly other days, customers and currencies.
func (b *books) replace(c *engine.Change) error {
	b.loads++
	b.kept = append(b.kept, b.loads)
	some := fmt.Sprintf("main.invoice_lines WHERE hash(invoice_id) %% 7 = %d", b.IntN(7))
	fresh := fmt.Sprintf("main.invoice_lines WHERE load_id = %d", b.loads)
	err := run(c, c.TouchLines(some),
		"CREATE OR REPLACE TEMP TABLE moved AS FROM "+some, "DELETE FROM "+some,
		fmt.Sprintf(`UPDATE moved SET load_id = %d, net_amount = net_amount * (1 + line_no %% 2), quantity = quantity * (1 + line_no %% 2),
			invoice_date = invoice_date + %d * (length(invoice_id) %% 2)::INTEGER`, b.loads, b.IntN(40)-20),
		"UPDATE moved SET mi = year(invoice_date) * 12 + month(invoice_date) - 1",
		fmt.Sprintf("DELETE FROM moved WHERE line_no = %d", 2+b.IntN(3)),
		"INSERT INTO invoice_lines FROM moved")
	if err != nil {
		return err
	}
	return c.TouchLines(fresh)
}

// other changes one of the other input tables.
func (b *books) other(c *engine.Change) (string, error) {
	switch b.IntN(4) {
	case 0:
		c.TouchTable("customers")
		return "customers", run(c, nil, fmt.Sprintf("DELETE FROM customers WHERE customer_id = 'c%02d'", b.IntN(30)),
			fmt.Sprintf("DELETE FROM customers WHERE customer_id = 'new%d'", b.loads),
			fmt.Sprintf("INSERT INTO customers BY NAME SELECT 'new%d' AS customer_id, 'c%02d' AS parent_id", b.loads, b.IntN(20)))
	case 1:
		c.TouchTable("customer_aliases")
		return "aliases", run(c, nil, "DELETE FROM customer_aliases WHERE alias_id = 'c03'",
			"INSERT INTO customer_aliases VALUES ('c03', 'c04', 1)")
	case 2:
		c.TouchTable("fx_rates")
		return "rates", run(c, nil, fmt.Sprintf("UPDATE fx_rates SET to_base = to_base * 1.1 WHERE day(rate_date) = %d", 1+b.IntN(28)))
	default:
		c.TouchTable("settings")
		value := []string{"transaction", "constant"}[b.IntN(2)]
		return "fx_mode " + value, run(c, nil, "DELETE FROM settings WHERE name IN ('fx_mode', 'fx_missing')",
			"INSERT INTO settings VALUES ('fx_mode', '"+value+"'), ('fx_missing', 'exclude')")
	}
}

// TestRefreshIncremental compares what a sequence of random writes left in the base tables with a full refresh, row for row.
func TestRefreshIncremental(t *testing.T) {
	e := enginetest.Open(t)
	ctx := context.Background()
	s := enginetest.Session(t, e)
	partial, changes := 0, 0
	seeds := uint64(8)
	if testing.Short() {
		seeds = 2
	}
	for seed := range seeds {
		l := enginetest.Random(seed + 100)
		write(t, e, append([]string{"DELETE FROM invoice_lines", "DELETE FROM customers", "DELETE FROM customer_aliases",
			"DELETE FROM fx_rates", "DELETE FROM settings"}, inputs(l)...)...)
		b := &books{Rand: rand.New(rand.NewPCG(seed, 7)), t: t, e: e, stock: l}
		var did []string
		for round := range 12 {
			did = append(did, b.step())
			if round%3 != 2 {
				continue
			}
			for table, columns := range baseTables {
				if _, err := s.Exec(ctx, "CREATE OR REPLACE TEMP TABLE before_"+table+" AS SELECT "+columns+" FROM landscape_base."+table, nil); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := e.Refresh(ctx, engine.RefreshOptions{Full: true}); err != nil {
				t.Fatal(err)
			}
			for table, columns := range baseTables {
				both := "SELECT " + columns + " FROM landscape_base." + table
				for name, statement := range map[string]string{
					"only after a full refresh":    both + " EXCEPT ALL FROM before_" + table,
					"only in the incremental rows": "FROM before_" + table + " EXCEPT ALL " + both,
				} {
					if rows := enginetest.Query(t, s, statement); len(rows) > 0 {
						t.Errorf("seed %d after %s: %s of %s: %v", seed, strings.Join(did, ", "), name, table, rows[0])
					}
				}
			}
			if t.Failed() {
				return
			}
			changes += len(enginetest.Query(t, s, "FROM landscape_base.purchase_changes LIMIT 1"))
		}
		partial += b.partial
	}
	if changes == 0 || partial < int(seeds)*3 {
		t.Errorf("the writes do not try the rules: %d partial refreshes, %d times purchases that changed", partial, changes)
	}
}

// TestRefreshScope checks that a load into one month recomputes that month and its customers, and no more.
func TestRefreshScope(t *testing.T) {
	e := enginetest.Open(t)
	lines := enginetest.Random(3).Lines
	s := write(t, e, insertLines(lines, 1))
	if !s.Full || s.Months < 5 {
		t.Fatalf("the first refresh is not full: %+v", s)
	}
	added := line("N1", "2031-01-15", 1, 10, nil)
	next, err := engine.Write(context.Background(), e, func(c *engine.Change) error {
		if err := c.Exec(insertLines([]enginetest.Line{added}, 2)); err != nil {
			return err
		}
		return c.TouchLines("main.invoice_lines WHERE load_id = 2")
	})
	if err != nil {
		t.Fatal(err)
	}
	if next.Full || next.Reason != "" || next.Months != 1 || next.Customers != 1 || next.Rows["customer_days"] != 1 || next.DataVersion != s.DataVersion+1 {
		t.Errorf("got %+v", next)
	}
	idle, err := e.Refresh(context.Background(), engine.RefreshOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if idle.Full || idle.Months != 0 || idle.Rows["customer_days"] != 0 {
		t.Errorf("a refresh without changes did %+v", idle)
	}
}
