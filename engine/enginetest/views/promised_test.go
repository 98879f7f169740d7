package views_test

import (
	"strings"
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// promised are the names of everything that the business asks of its customer base, by what it is asked for as.
var promised = map[string]string{
	"view or table macro": `
		landscape landscape_lines pareto_rank pareto_test pareto_curve tier_floors tier_migration landscape_summary band_8020 least_profitable
		whale_curve concentration revenue_split revenue_bridge kpi churn churn_value compare drill customer_status
		ltv ltv_summary spend_ceiling retention_worklist tier_stability
		rfm product_landscape entry_products whitespace basket next_best_product pvm product_churn
		lapse_alerts dormant reactivation_case new_customer_outcome cohorts c3 audit_lens_1 audit_lens_2 audit_lens_3 audit_lens_4 audit_lens_5
		survival sales_cycle revenue_at_risk
		prospect_ranking potential_tier prospect_funnel pipeline sales_forecast forecast_gap forecast_accuracy
		crm_importance crm_delta touch_plan touch_compliance touch_response touch_mix_check service_level_check attention_matrix
		account_coverage rep_mix rep_contribution tier_economics recall_check return_on_time low_touch_candidates renewals_due
		service_quality silent_dissatisfied neglect_risk churn_reason_mix effort_ratio audience audience_overlap response_mix callbacks_due
		post_sale_care persona_landscape channel_mix satisfaction band_profile common_factors opportunity_map
		client_categories supply_chain unknown_end_clients who_is referral_sources referral_conversion referral_roi referral_candidates
		referral_goal referral_asks_due referral_thanks_due
		explain_customer what_if_lose what_if_cuts benchmarks
		ledger_audit reconcile capabilities settings_in_force catalogue`,
	"macro": `
		pareto_rank pareto_share pareto_cum tier band_8020 tier_sticky prospect_tier customer_status churn_kind client_category period_edge
		period_no referral_multiplier ltv_simple p_alive p_buy expected_spend expected_orders dert hyp2f1 digamma gini hhi wilson_lo wilson_hi
		price_effect quantity_effect`,
	"table": `
		invoice_lines customers customer_aliases products contacts prospects opportunities referrals connections client_links touches
		costs_to_serve churn_reasons complaints satisfaction contracts fx_rates segment_targets touch_policy tier_focus settings
		ltv_models ltv_scores ltv_validation`,
}

// Everything that was promised is in the catalogue, with a sentence that says what it is and, where it is a question, an example.
func TestEverythingPromisedIsThere(t *testing.T) {
	t.Parallel()
	there := map[string]Record{}
	for _, r := range Query(t, Session(t, Open(t)), "select name, kind, summary, example from catalogue") {
		kind := r["kind"].(string)
		if kind == "view" || kind == "table_macro" {
			kind = "view or table macro"
		}
		there[kind+" "+r["name"].(string)] = r
	}
	for kind, names := range promised {
		for name := range strings.FieldsSeq(names) {
			r, ok := there[kind+" "+name]
			switch {
			case !ok:
				t.Errorf("the catalogue has no %s %s", kind, name)
			case r["summary"] == nil || r["summary"] == "":
				t.Errorf("the %s %s has no summary", kind, name)
			case kind != "table" && r["example"] == nil:
				t.Errorf("the %s %s has no example", kind, name)
			}
		}
	}
}
