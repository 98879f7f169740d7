package views_test

import (
	"context"
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// Five accounts, their people and what they cost, worked out by hand in testdata/accounts.
func TestAccountsByHand(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e := Open(t)
	LoadFolder(t, e, "accounts")
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	CheckFigures(t, s, "accounts", [][3]string{
		{"service_level_check", "customer_id", "service_level_check"},
		{"service_level_check_strict", "customer_id", "service_level_check(overservice_ratio := 8, underservice := 0.7)"},
		{"account_coverage", "customer_id", "account_coverage"},
		{"account_coverage_2024", "customer_id", "account_coverage(as_of := date '2024-12-31')"},
		{"rep_contribution", "period owner", "rep_contribution where period = 0"},
		{"rep_mix", "period rep", "rep_mix where period = 0"},
		{"tier_economics", "tier", "tier_economics"},
		{"recall_check", "tier", "recall_check"},
		{"return_on_time", "customer_id", "return_on_time"},
		{"low_touch_candidates", "customer_id", "low_touch_candidates"},
		{"renewals_due", "contract_id", "renewals_due"},
		{"persona_landscape", "period persona tier", "persona_landscape where period = 0"},
		{"what_if_cuts", "from_tier to_tier", "what_if_cuts([0.5, 0.9])"},
		{"what_if_lose", "scenario", "what_if_lose(['Ash'])"},
		{"opportunity_map", "area", "opportunity_map"},
		{"explain_ash", "no", "explain_customer('Ash')"},
	})
	if err := s.Set(context.Background(), "tier_cuts", "[0.9,0.95]"); err != nil {
		t.Fatal(err)
	}
	for _, r := range Query(t, s, "select coverage from account_coverage where customer_id = 'Cedar'") {
		if r["coverage"] != "no manager" {
			t.Errorf("Cedar is %v", r["coverage"])
		}
	}
}
