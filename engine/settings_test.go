package engine

import (
	"context"
	"strings"
	"testing"
)

func TestSetSetting(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	ctx := context.Background()
	e := openEmpty(t)
	accepted := []struct{ name, value, stored string }{
		{"years", "5", "5"},
		{"as_of", "2025-12-31", "2025-12-31"},
		{"measure", "profit", "profit"},
		{"tier_cuts", "[0.70, 0.9]", "[0.7,0.9]"},
		{"tier_labels", "[top, mid, rest]", `["top","mid","rest"]`},
		{"product_needs_drop", "yes", "true"},
		{"min_cost_coverage", "0.5", "0.5"},
		{"base_currency", "EUR", "EUR"},
		{"years", "default", ""},
	}
	for _, c := range accepted {
		if err := e.SetSetting(ctx, c.name, c.value); err != nil {
			t.Fatalf("%s = %s: %v", c.name, c.value, err)
		}
		got := strings.Join(texts(t, e, "select value from settings where name = "+quoteText(c.name)), ",")
		if got != c.stored {
			t.Errorf("%s = %s is stored as %q, want %q", c.name, c.value, got, c.stored)
		}
	}
	before := texts(t, e, "select name || '=' || value from settings order by name")
	refused := []struct{ name, value, want string }{
		{"tier_cut", "[0.5]", "tier_cut: there is no such setting"},
		{"years", "2.5", "years: 2.5 is not a whole number"},
		{"years", "0", "years: 0 is not a whole number from 1 to 100"},
		{"as_of", "2025-13-01", "as_of: 2025-13-01 is not a date"},
		{"measure", "turnover", "measure: turnover is not allowed; use one of revenue, profit, contribution"},
		{"tier_cuts", "[0.9,0.8]", "tier_cuts: [0.9,0.8] does not increase"},
		{"tier_cuts", "[0.5,x,0.9]", "tier_cuts: [0.5,x,0.9] is not a list of numbers"},
		{"tier_cuts", "[0.5,0.8,0.95]", "has 3 labels for the 3 cuts"},
		{"tier_labels", "[A,B]", "has 2 labels for the 2 cuts"},
		{"tier_labels", "[]", "tier_labels: [] is not a list of texts"},
		{"horizon_months", "0", "horizon_months: 0 is not a whole number from 1 to 1200"},
		{"interval_level", "1", "interval_level: 1.0 is not allowed; use a fraction between 0 and 1"},
		{"alert_p", "0", "alert_p: 0.0 is not allowed; use a fraction between 0 and 1"},
		{"alert_p", "1.5", "alert_p: 1.5 is not a fraction from 0 to 1"},
		{"focus_limit", "-1", "focus_limit: -1 is not a whole number from 0 to 1000000"},
		{"active_days", "0", "active_days: 0 is not a whole number from 1 to 100000"},
		{"nonactive_to", "0", "nonactive_to: 0 is not a whole number from 1 to 100000"},
		{"sticky", "-0.1", "sticky: -0.1 is not a fraction from 0 to 1"},
		{"ltv_model", "poisson", "ltv_model: poisson is not allowed; use one of auto, bg, mbg, pareto, cnbd"},
	}
	for _, c := range refused {
		err := e.SetSetting(ctx, c.name, c.value)
		if KindOf(err) != KindInvalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s = %s: got %q %v, want %s", c.name, c.value, KindOf(err), err, c.want)
		}
	}
	if HintOf(e.SetSetting(ctx, "tier_cut", "[0.5]")) != "Did you mean tier_cuts? `from catalogue where kind = 'setting'` lists them all." {
		t.Error("no nearest name in the hint")
	}
	if after := texts(t, e, "select name || '=' || value from settings order by name"); strings.Join(after, ";") != strings.Join(before, ";") {
		t.Errorf("a refused value has changed %v to %v", before, after)
	}
	err := e.SetSettings(ctx, []Setting{{"tier_cuts", "[0.5,0.8,0.95]"}, {"tier_labels", "[AAA,A,B,C]"}})
	if got := texts(t, e, "select tier_labels::varchar from landscape_base.config()"); err != nil || got[0] != "[AAA, A, B, C]" {
		t.Errorf("four labels with three cuts: %v, %v", got, err)
	}
}

func TestSessionSet(t *testing.T) {
	ctx := context.Background()
	e := openEmpty(t)
	s, other := openSession(t, e), openSession(t, e)
	set := func(name, value string) {
		t.Helper()
		if err := s.Set(ctx, name, value); err != nil {
			t.Fatal(err)
		}
	}
	set("as_of", "2024-02-29")
	set("years", "4")
	set("tier_cuts", "[0.5,0.8,0.95]")
	set("tier_labels", `["AAA","A","B","C"]`)
	const query = "select as_of, years, tier_cuts, tier_labels from landscape_base.config()"
	r, err := s.Query(ctx, query, nil)
	if got := rows(t, r, err); got[0] != `2024-02-29 4 [0.5,0.8,0.95] ["AAA","A","B","C"]` {
		t.Errorf("got %v", got)
	}
	r, err = other.Query(ctx, query, nil)
	if got := rows(t, r, err); !strings.HasSuffix(got[0], ` 3 [0.8,0.95] ["A","B","C"]`) {
		t.Errorf("another session sees %v", got)
	}
	for _, c := range []struct{ name, value, want string }{
		{"years", "0", "years: 0 is not allowed"},
		{"as_of", "soon", "as_of: soon is not a date"},
		{"tier_cuts", "[0.9,0.5]", "tier_cuts: [0.9, 0.5] does not increase"},
		{"base_currency", "EUR", "base_currency: it is applied at refresh"},
		{"horizon_months", "0", "horizon_months: 0 is not allowed; use a whole number from 1 to 1200"},
		{"discount", "1.5", "discount: 1.5 is not allowed; use a fraction from 0 to 1"},
		{"interval_level", "0", "interval_level: 0.0 is not allowed; use a fraction between 0 and 1"},
		{"seed", "-1", "seed: -1 is not allowed"},
		{"alert_p", "1", "alert_p: 1.0 is not allowed; use a fraction between 0 and 1"},
		{"focus_limit", "-1", "focus_limit: -1 is not allowed; use a whole number from 0 to 1000000"},
		{"active_days", "0", "active_days: 0 is not allowed; use a whole number from 1 to 100000"},
		{"nonactive_to", "0", "nonactive_to: 0 is not allowed; use a whole number from 1 to 100000"},
		{"sticky", "2", "sticky: 2.0 is not allowed; use a fraction from 0 to 1"},
	} {
		if err := s.Set(ctx, c.name, c.value); KindOf(err) != KindInvalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s = %s: got %v, want %s", c.name, c.value, err, c.want)
		}
	}
	set("tier_cuts", "default")
	set("tier_labels", "default")
	set("as_of", "default")
	r, err = s.Query(ctx, "select years, tier_cuts, as_of = current_date from landscape_base.config()", nil)
	if got := rows(t, r, err); got[0] != "4 [0.8,0.95] true" {
		t.Errorf("after refusals and resets: %v", got)
	}
}

// Argument over session variable over stored row over default, for each of the thresholds.
func TestThresholds(t *testing.T) {
	ctx := context.Background()
	e := openEmpty(t)
	s, other := openSession(t, e), openSession(t, e)
	check := func(s *Session, arguments, want string) {
		t.Helper()
		r, err := s.Query(ctx, "select alert_p, focus_limit, active_days, nonactive_to, sticky from landscape_base.thresholds("+arguments+")", nil)
		if got := rows(t, r, err); len(got) != 1 || got[0] != want {
			t.Errorf("thresholds(%s) is %v, want %s", arguments, got, want)
		}
	}
	check(s, "", "0.05 20 90 730 0")
	err := e.SetSettings(ctx, []Setting{{"alert_p", "0.1"}, {"focus_limit", "10"}, {"active_days", "30"}, {"nonactive_to", "365"}, {"sticky", "0.02"}})
	if err != nil {
		t.Fatal(err)
	}
	check(s, "", "0.1 10 30 365 0.02")
	for name, value := range map[string]string{"alert_p": "0.2", "focus_limit": "5", "active_days": "60", "nonactive_to": "700", "sticky": "0.03"} {
		if err := s.Set(ctx, name, value); err != nil {
			t.Fatal(err)
		}
	}
	check(s, "", "0.2 5 60 700 0.03")
	check(other, "", "0.1 10 30 365 0.02")
	check(s, "alert_p := 0.3, focus_limit := 0, active_days := 7, nonactive_to := 8, sticky := 1", "0.3 0 7 8 1")
	_, err = s.Query(ctx, "select alert_p from landscape_base.thresholds(alert_p := 0)", nil)
	if err == nil || !strings.Contains(err.Error(), "setting alert_p: 0.0 is not allowed; use a fraction between 0 and 1") {
		t.Errorf("an argument that is not allowed: %v", err)
	}
}
