package views_test

import (
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// touchLedger is the small ledger of testdata/touches with Dune pursued as a potential A.
func touchLedger(t *testing.T) *engine.Session {
	t.Helper()
	e := Open(t)
	LoadFolder(t, e, "touches")
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	Query(t, s, "insert into tier_focus (customer_id, potential_tier, focus_started) values ('Dune', 'A', date '2025-12-22')")
	return s
}

// The small ledger must say what its README works out by hand.
func TestTouches(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	s := touchLedger(t)
	CheckFigures(t, s, "touches", [][3]string{
		{"touch_plan", "customer_id prospect_id channel_class", "touch_plan"},
		{"touch_compliance", "customer_id prospect_id channel_class", "touch_compliance"},
		{"callbacks_due", "touch_id", "callbacks_due"},
		{"callbacks_ahead", "touch_id", "callbacks_due(days_ahead := 30)"},
		{"response_mix", "channel class response", "response_mix"},
		{"touch_response", "status tier channel frequency_band", "touch_response"},
		{"touch_mix_check", "status tier", "touch_mix_check"},
		{"touch_mix_december", "status tier", "touch_mix_check(as_of := date '2025-12-06', months := 1) where status = 'prospect'"},
		{"attention_matrix", "status tier department", "attention_matrix"},
		{"audience", "contact_id", "audience"},
		{"audience_overlap", "campaign", "audience_overlap"},
		{"post_sale_care", "customer_id", "post_sale_care"},
		{"post_sale_april", "customer_id", "post_sale_care(as_of := date '2025-04-05')"},
		{"neglect_risk", "customer_id", "neglect_risk"},
		{"service_quality", "period customer_id", "service_quality"},
		{"satisfaction_by_tier", "period tier", "satisfaction()"},
		{"silent_dissatisfied", "window_start", "silent_dissatisfied"},
		{"churn_reason_mix", "position", "churn_reason_mix"},
		{"effort_ratio", "period", "effort_ratio"},
		{"channel_mix", "period tier channel", "channel_mix"},
	})
	if got := Query(t, s, "select quiet_drop_ids::varchar as ids from silent_dissatisfied")[0]["ids"]; got != "[Ivy]" {
		t.Errorf("quiet drops are %v", got)
	}
	if got := Query(t, s, "from satisfaction"); len(got) != 6 {
		t.Errorf("the table satisfaction has %d rows, want the 6 answers", len(got))
	}
}

// touchViews are the views of the folders touches and service with the inputs that each needs.
var touchViews = map[string][]string{
	"touch_plan": {"touches"}, "touch_compliance": {"touches"}, "touch_response": {"touches"}, "touch_mix_check": {"touches"},
	"attention_matrix": {"touches"}, "audience": {"contacts"}, "audience_overlap": {"touches"}, "response_mix": {"touches"},
	"callbacks_due": {"touches"}, "post_sale_care": {"touches"}, "neglect_risk": {"touches"}, "silent_dissatisfied": {"complaints"},
	"churn_reason_mix": {"churn_reasons"}, "effort_ratio": {"touches"}, "satisfaction()": {"satisfaction"}, "channel_mix": nil,
}

// A view without its input has no rows, and capabilities says which input that is.
func TestTouchesWithoutInput(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	empty, golden := Open(t), Open(t)
	LoadFolder(t, golden, "golden12")
	for name, s := range map[string]*engine.Session{"empty": Session(t, empty), "golden12": Session(t, golden)} {
		for view, needs := range touchViews {
			if rows := Query(t, s, "from "+view); len(rows) > 0 {
				t.Errorf("%s: %s has %d rows without its input", name, view, len(rows))
			}
			for _, input := range needs {
				reason := Query(t, s, "select reason from capabilities where capability = '"+strings.TrimSuffix(view, "()")+"'")
				if len(reason) != 1 || reason[0]["reason"] != "nothing is loaded into "+input {
					t.Errorf("%s: capabilities says %v of %s", name, reason, view)
				}
			}
		}
	}
	if rows := Query(t, Session(t, empty), "from service_quality"); len(rows) > 0 {
		t.Errorf("service_quality has %d rows without a ledger", len(rows))
	}
	for _, capability := range []string{"attention by department", "channel_mix"} {
		if rows := Query(t, Session(t, golden), "from capabilities where not available and reason is not null and capability = '"+capability+"'"); len(rows) != 1 {
			t.Errorf("capabilities says nothing of %s", capability)
		}
	}
}

// Nothing that became known after as_of counts, and nothing at all before the first line and the first touch.
func TestTouchesAsOf(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	s := touchLedger(t)
	for view := range touchViews {
		figure := strings.TrimSuffix(view, "()") + "(as_of := date '2023-01-01')"
		if view == "audience" || view == "channel_mix" {
			continue
		}
		if rows := Query(t, s, "from "+figure); len(rows) > 0 {
			t.Errorf("%s has %d rows", figure, len(rows))
		}
	}
}

// Costs of touches count in base currency, at the last rate that is recent enough.
func TestTouchesInAnotherCurrency(t *testing.T) {
	t.Parallel()
	e := Open(t)
	if err := e.SetSetting(t.Context(), "base_currency", "EUR"); err != nil {
		t.Fatal(err)
	}
	LoadFolder(t, e, "golden12")
	s := Session(t, e)
	Query(t, s, "insert into fx_rates (currency, rate_date, to_base) values ('USD', date '2025-05-01', 0.9), ('USD', date '2025-06-01', 0.5)")
	Query(t, s, `insert into touches (touch_id, customer_id, touched_at, cost, currency) values ('own', 'Acme', timestamp '2025-06-10', 3, 'EUR'), ('none', 'Acme', timestamp '2025-06-10', 4, null),
		('dollar', 'Acme', timestamp '2025-06-10', 10, 'USD'), ('stale', 'Acme', timestamp '2025-08-10', 10, 'USD'), ('unknown', 'Acme', timestamp '2025-06-10', 10, 'CHF')`)
	for _, r := range Query(t, s, "select l.touch_id, l.cost::double as cost from landscape_base.touch_log() as l") {
		want := map[string]any{"own": 3.0, "none": 4.0, "dollar": 5.0, "stale": nil, "unknown": nil}[r["touch_id"].(string)]
		if r["cost"] != want {
			t.Errorf("%v costs %v, want %v", r["touch_id"], r["cost"], want)
		}
	}
}
