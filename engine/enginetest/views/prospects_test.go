package views_test

import (
	"context"
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// Who of the last tier could be more, and what became of whom that was tried with, in the ledger of testdata/priorities.
func TestPotentialTier(t *testing.T) {
	t.Parallel()
	s := Session(t, priorities(t))
	if _, err := s.Exec(context.Background(), `insert into tier_focus (customer_id, potential_tier, focus_started, focus_until)
		values ('Hugo', 'A', date '2025-01-15', null), ('Cara', 'A', date '2025-03-01', date '2025-09-01')`, nil); err != nil {
		t.Fatal(err)
	}
	CheckFigures(t, s, "priorities", [][3]string{{"potential_tier", "customer_id", "potential_tier"}})
	for query, want := range map[string]int{
		"from potential_tier(focus_limit := 1) where place is not null":                                          1, // Emil
		"from potential_tier(focus_limit := 0) where place is not null":                                          0,
		"from potential_tier(as_of := date '2025-07-15') where customer_id = 'Hugo' and outcome = 'in_focus'":    1, // the last day counts
		"from potential_tier(as_of := date '2025-07-16') where customer_id = 'Hugo' and outcome = 'confirmed_c'": 1,
		"from potential_tier(as_of := date '2025-07-15') where customer_id = 'Hugo' and place = 1":               1,
		"from potential_tier(as_of := date '2024-12-31')":                                                        0,
	} {
		if rows := Query(t, s, query); len(rows) != want {
			t.Errorf("%s: %d rows, want %d: %v", query, len(rows), want, rows)
		}
	}
}

// What the model expects counts with one standard deviation, of a fit that has not seen more than as_of.
func TestPotentialTierByModel(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	s := Session(t, priorities(t))
	if _, err := s.Exec(context.Background(), `insert into ltv_scores(customer_id, as_of, revenue_12m, revenue_12m_sd)
		values ('Hugo', date '2025-06-30', 70, 30.5), ('Gus', date '2025-06-30', 70, 29.99)`, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Exec(context.Background(), "delete from opportunities", nil); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		"from potential_tier(as_of := date '2025-12-31') where basis = 'model'":                                                       1,
		"from potential_tier(as_of := date '2025-12-31') where customer_id = 'Hugo' and amount = 100.5 and potential_tier = 'B'":      1,
		"from potential_tier(as_of := date '2025-06-29') where basis = 'model'":                                                       0,
		"from landscape_base.potentials(as_of := date '2025-12-31') where customer_id = 'Gus' and model = 99.99 and basis = 'manual'": 1,
	} {
		if rows := Query(t, s, query); len(rows) != want {
			t.Errorf("%s: %d rows, want %d: %v", query, len(rows), want, rows)
		}
	}
}
