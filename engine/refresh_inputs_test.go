package engine_test

import (
	"context"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/enginetest"
)

// wipe empties every input table that the refresh reads.
var wipe = []string{"DELETE FROM invoice_lines", "DELETE FROM customers", "DELETE FROM customer_aliases", "DELETE FROM fx_rates",
	"DELETE FROM settings"}

func in(currency string) func(*enginetest.Line) {
	return func(l *enginetest.Line) { l.Currency = currency }
}

func of(customer string) func(*enginetest.Line) {
	return func(l *enginetest.Line) { l.CustomerID = customer }
}

func TestRefreshRefuses(t *testing.T) {
	usd := insertLines([]enginetest.Line{line("I1", "2025-03-01", 1, 10, in("EUR")), line("I2", "2025-03-02", 1, 10, in("USD")),
		line("I3", "2025-05-04", 1, 10, in("USD"))}, 2)
	base := "INSERT INTO settings VALUES ('base_currency', 'EUR')"
	cases := []struct {
		name       string
		statements []string
		want       []string // in the error and its hint
	}{
		{"several currencies", []string{usd}, []string{"base_currency", "EUR, USD", "landscape set DB base_currency"}},
		{"no rate at all", []string{usd, base}, []string{"USD on 2 days from 2025-03-02 to 2025-05-04", "--into fx_rates", "fx_missing exclude"}},
		{"a rate that is too old", []string{usd, base, "INSERT INTO fx_rates VALUES ('USD', DATE '2025-03-02', 0.9, 1)"},
			[]string{"31 days old", "USD on 2025-05-04"}},
		{"a rate of tomorrow", []string{usd, base, "INSERT INTO fx_rates VALUES ('USD', DATE '2025-03-03', 0.9, 1), ('USD', DATE '2025-05-01', 0.9, 1)"},
			[]string{"USD on 2025-03-02"}},
		{"merged accounts in a circle", []string{"INSERT INTO customer_aliases VALUES ('a', 'b', 1), ('b', 'c', 1), ('c', 'b', 1)"},
			[]string{"customer_aliases", "b -> c -> b"}},
		{"parents in a circle", []string{"INSERT INTO customers BY NAME SELECT * FROM (VALUES ('x', 'y'), ('y', 'z'), ('z', 'x')) AS v(customer_id, parent_id)"},
			[]string{"parent_id", "x -> y -> z -> x"}},
		{"a setting edited by hand", []string{"INSERT INTO settings VALUES ('fx_mode', 'daily')"}, []string{"fx_mode", `"daily"`, "transaction or constant"}},
	}
	e := enginetest.Open(t)
	write(t, e, insertLines(enginetest.Golden(t).Lines, 1))
	before := rows(t, e, "SELECT * FROM landscape_base.customer_days ORDER BY ALL")
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := engine.Write(context.Background(), e, func(w *engine.Change) error {
				w.TouchAll()
				return run(w, nil, c.statements...)
			})
			if engine.KindOf(err) != engine.KindInvalid {
				t.Fatalf("got %v", err)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error()+" "+engine.HintOf(err), want) {
					t.Errorf("%q lacks %q", err.Error()+" "+engine.HintOf(err), want)
				}
			}
			expect(t, e, "SELECT * FROM landscape_base.customer_days ORDER BY ALL", before...)
		})
	}
}

func TestRefreshCurrencies(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	lines := insertLines([]enginetest.Line{line("I1", "2025-03-01", 1, 10, nil), line("I2", "2025-03-20", 3, 100, in("USD")),
		line("I3", "2025-04-09", 1, 10, in("USD"))}, 1)
	rates := "INSERT INTO fx_rates VALUES ('USD', DATE '2025-03-20', 0.33333333, 1), ('USD', DATE '2025-04-01', 0.5, 1), ('USD', DATE '2025-04-10', 0.7, 1)"
	const sums = "SELECT day, net FROM landscape_base.customer_days ORDER BY day"
	const state = "SELECT base_currency, fx_as_of, lines_without_rate FROM landscape_base.ledger_state"
	cases := []struct {
		name       string
		statements []string
		days       []string
		state      string
	}{
		{"the rate of the day, or the latest before", []string{lines, rates, "INSERT INTO settings VALUES ('base_currency', 'EUR')"},
			[]string{"2025-03-01 10.0000", "2025-03-20 33.3333", "2025-04-09 5.0000"}, "EUR 0"},
		{"one rate for all, of the last day of the ledger", []string{lines, rates,
			"INSERT INTO settings VALUES ('base_currency', 'EUR'), ('fx_mode', 'constant')"},
			[]string{"2025-03-01 10.0000", "2025-03-20 50.0000", "2025-04-09 5.0000"}, "EUR 2025-04-09 0"},
		{"one rate for all, of as_of", []string{lines, rates,
			"INSERT INTO settings VALUES ('base_currency', 'EUR'), ('fx_mode', 'constant'), ('as_of', '2025-04-30')"},
			[]string{"2025-03-01 10.0000", "2025-03-20 70.0000", "2025-04-09 7.0000"}, "EUR 2025-04-30 0"},
		{"lines without a rate are left out", []string{lines, "INSERT INTO fx_rates VALUES ('USD', DATE '2025-04-01', 0.5, 1)",
			"INSERT INTO settings VALUES ('base_currency', 'EUR'), ('fx_missing', 'exclude')"},
			[]string{"2025-03-01 10.0000", "2025-03-20 0.0000", "2025-04-09 5.0000"}, "EUR 1"},
		{"the only currency needs no setting and no rate", []string{insertLines([]enginetest.Line{line("I1", "2025-03-01", 1, 10, nil),
			line("I2", "2025-03-20", 1, 100, in("USD"))}, 1)}, []string{"2025-03-01 10.0000", "2025-03-20 100.0000"}, "USD 0"},
		{"known_at hides what was recorded later", []string{lines, rates, "UPDATE invoice_lines SET recorded_at = invoice_date",
			"INSERT INTO settings VALUES ('base_currency', 'EUR'), ('known_at', '2025-03-25')"},
			[]string{"2025-03-01 10.0000", "2025-03-20 33.3333"}, "EUR 0"},
	}
	e := enginetest.Open(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			write(t, e, append(wipe, c.statements...)...)
			expect(t, e, sums, c.days...)
			expect(t, e, state, c.state)
			expect(t, e, "SELECT invoice_date AS day, coalesce(net, 0) AS net FROM landscape_base.ledger ORDER BY day", c.days...)
		})
	}
}

func TestRefreshCustomers(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	e := enginetest.Open(t)
	write(t, e, append(wipe, insertLines([]enginetest.Line{line("I1", "2025-03-01", 1, 10, of("oldest")), line("I2", "2025-03-02", 1, 20, of("new")),
		line("I3", "2025-03-03", 1, 30, of("cash")), line("I4", "2025-03-04", 1, 40, of("own")), line("I5", "2025-03-05", 1, 50, of(""))}, 1),
		"INSERT INTO customer_aliases VALUES ('oldest', 'old', 1), ('old', 'new', 1), ('new', 'new', 1)",
		`INSERT INTO customers BY NAME SELECT * FROM (VALUES
			('new', 'New Ltd', 'division', false, false, DATE '2024-05-01'), ('old', 'Old Ltd', 'other', false, false, DATE '2023-01-01'),
			('division', 'Division', 'group', NULL, NULL, NULL), ('cash', 'Cash sales', NULL, true, false, NULL),
			('own', 'Our own', NULL, true, true, NULL)) AS v(customer_id, name, parent_id, is_generic, is_internal, first_order_date)`)...)
	expect(t, e, "SELECT customer_id, name, kind, parent_id, first_order_date, in_ledger FROM landscape_base.customers ORDER BY customer_id",
		"(unassigned) unassigned (unassigned) true", "cash Cash sales generic cash true", "division Division ranked group false",
		"new New Ltd ranked group 2023-01-01 true", "own Our own internal own true")
	expect(t, e, "SELECT customer_id, sum(net) FROM landscape_base.customer_days GROUP BY ALL ORDER BY ALL",
		"(unassigned) 50.0000", "cash 30.0000", "new 30.0000", "own 40.0000")
	expect(t, e, "FROM landscape_base.aliases ORDER BY ALL", "old new", "oldest new")
}

func TestRefreshCanceled(t *testing.T) {
	e := enginetest.Open(t)
	ctx, cancel := context.WithCancel(context.Background())
	var events []engine.ProgressEvent
	_, err := e.Refresh(ctx, engine.RefreshOptions{Full: true, Progress: func(p engine.ProgressEvent) {
		if events = append(events, p); p.Done == 3 {
			cancel()
		}
	}})
	if engine.KindOf(err) != engine.KindCanceled {
		t.Errorf("got %v", err)
	}
	if len(events) != 4 || events[3].Phase != "refresh" || events[3].Total <= 3 {
		t.Errorf("events %v", events)
	}
	expect(t, e, "SELECT count(*) FROM landscape_base.ledger_state", "0")
}

// TestRefreshMissed changes lines behind the back of the refresh.
func TestRefreshMissed(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	e := enginetest.Open(t)
	write(t, e, insertLines(enginetest.Golden(t).Lines, 1))
	s := enginetest.Session(t, e)
	if _, err := s.Exec(context.Background(), "DELETE FROM invoice_lines WHERE customer_id = 'Acme'", nil); err != nil {
		t.Fatal(err)
	}
	summary, err := e.Refresh(context.Background(), engine.RefreshOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !summary.Full || !strings.Contains(summary.Reason, "without a refresh") {
		t.Errorf("got %+v", summary)
	}
	expect(t, e, "SELECT count(*) FROM landscape_base.customer_days WHERE customer_id = 'Acme'", "0")
	expect(t, e, "SELECT lines, data_version FROM landscape_base.ledger_state", "8 2")
}
