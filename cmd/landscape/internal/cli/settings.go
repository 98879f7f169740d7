package cli

import (
	"context"
	"strings"

	"github.com/spf13/pflag"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
)

// setting is a setting of the figures that a query may override for itself.
type setting struct{ name, usage string }

// querySettings is the one table behind the setting flags, their help and their environment variables: the settings that the engine
// resolves when a query runs. A test compares it with the engine's own list.
var querySettings = []setting{
	{"as_of", "last `DAY`, inclusive (default the last day of the ledger, never later than today)"},
	{"years", "length of the landscape window in years (3)"},
	{"period_months", "length of a period in months (12)"},
	{"period_kind", "rolling, calendar or fiscal"},
	{"fiscal_start_month", "first month of the fiscal year (1)"},
	{"ledger_complete_from", "`DAY` since which the ledger is complete"},
	{"left_censor_days", "a first order this near to the start of the ledger may not be the first"},
	{"tier_months", "window of the current tier in months (12)"},
	{"measure", "revenue, profit or contribution"},
	{"tier_cuts", "increasing cuts between the tiers ([0.80,0.95])"},
	{"tier_labels", "names of the tiers, one more than cuts ([\"A\",\"B\",\"C\"])"},
	{"tier_scheme", "ABC or AAA"},
	{"tier_basis", "share, count or value"},
	{"sticky", "how far a customer must pass a cut before its CRM label changes (0)"},
	{"focus_limit", "length of the focus list (20)"},
	{"churn_gap", "months without a purchase that make an ex-customer (12)"},
	{"churn_months", "length of the churn windows in months (12)"},
	{"churn_tolerance", "fall in spend that does not count, as a fraction (0)"},
	{"compare", "previous or same_season"},
	{"product_level", "line or product"},
	{"product_needs_drop", "true or false: product churn only where spend fell too"},
	{"alert_p", "probability below which a silence is an alert (0.05)"},
	{"active_days", "days within which a client is active (90)"},
	{"nonactive_to", "days after which a client is lost (730)"},
	{"level", "customer or parent"},
	{"reactivated_as", "separate, new or repeat"},
	{"min_cost_coverage", "least share of value with a cost for a profit ranking (0.95)"},
	{"credit_match", "auto or linked"},
	{"credit_period", "own or origin"},
	{"zero_value_orders", "ignore or count"},
	{"horizon_months", "horizon of lifetime value in months (36)"},
	{"discount", "yearly effective discount rate (0.10)"},
	{"ltv_model", "auto, bg, mbg, pareto or cnbd"},
	{"seed", "seed of simulated intervals (1)"},
	{"interval_level", "probability that an interval covers (0.80)"},
}

// settingAnnotation marks the flags of settings; help shows them apart.
const settingAnnotation = "setting"

// settingFlags adds one flag a setting.
func settingFlags(flags *pflag.FlagSet) {
	for _, s := range querySettings {
		name := strings.ReplaceAll(s.name, "_", "-")
		usage := s.usage
		if !strings.Contains(usage, "`") {
			usage = "`VALUE`: " + usage
		}
		flags.String(name, "", usage)
		flags.Lookup(name).Annotations = map[string][]string{settingAnnotation: {s.name}}
	}
}

// applySettings sets what was given in the session.
func applySettings(ctx context.Context, session door.Session, flags *pflag.FlagSet) error {
	for _, s := range querySettings {
		f := flags.Lookup(strings.ReplaceAll(s.name, "_", "-"))
		if f == nil || !f.Changed {
			continue
		}
		if err := session.Set(ctx, s.name, f.Value.String()); err != nil {
			return err
		}
	}
	return nil
}
