package cli_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine/enginetest"
)

// literature are the options of the published fits of CDNOW: weeks, 39 of them, one event per customer and day.
var literature = []string{"--prior", "none", "--left-censored", "include", "--zero-value-orders", "count", "--spend", "repeat", "--unit", "week"}

// fitted is what the test reads of a fit's JSON.
type fitted struct {
	Model, AsOf, Unit, Method, Reason, Grouping string
	Parameters                                  []struct {
		Name          string
		Value         float64
		StandardError *float64 `json:"standard_error"`
	}
	LogLikelihood        float64 `json:"log_likelihood"`
	SpendLogLikelihood   float64 `json:"spend_log_likelihood"`
	Customers, Repeaters int64
	ZeroValueDays        int64    `json:"zero_value_days"`
	DropoutSeen          *bool    `json:"dropout_seen"`
	Alive                *float64 `json:"alive"`
	Validation           struct {
		Customers, Actual int64
		Models            []struct {
			Model                                string
			Expected, Error, Deviance, MAE, RMSE float64
			Chosen                               bool
		}
	}
}

func fitJSON(t *testing.T, args ...string) fitted {
	t.Helper()
	var all []fitted
	if err := json.Unmarshal([]byte(must(t, append([]string{"fit", "-o", "json"}, args...)...)), &all); err != nil || len(all) != 1 {
		t.Fatalf("%d fits, %v", len(all), err)
	}
	return all[0]
}

func cdnow(t *testing.T) string {
	t.Helper()
	path := empty(t)
	must(t, "load", path, enginetest.SharedData(t, "cdnow/CDNOW_sample.txt"), "-q")
	return path
}

// TestFitPublished compares the fits of CDNOW with the published ones and with those computed independently to eight digits. Standard
// errors are those of the logarithms.
func TestFitPublished(t *testing.T) {
	db := cdnow(t)
	for _, c := range []struct {
		model         string
		parameters    []float64
		errors        []float64
		logLikelihood float64
	}{
		{"bg", []float64{.24259452, 4.41360205, .79292202, 2.42590680}, []float64{.052, .086, .234, .291}, -9582.43},
		{"mbg", []float64{.52484316, 6.18308528, .89135939, 1.61400224}, []float64{.159, .113, .174, .333}, -9582.14},
		{"pareto", []float64{.55327705, 10.57768346, .60623999, 11.66873529}, []float64{.086, .080, .309, .532}, -9594.98},
	} {
		t.Run(c.model, func(t *testing.T) {
			f := fitJSON(t, append([]string{db, "--model", c.model, "--as-of", "1997-09-30"}, literature...)...)
			if f.Model != c.model || f.Customers != 2357 || f.Repeaters != 946 || f.ZeroValueDays != 8 || f.Method != "model" {
				t.Errorf("got %+v", f)
			}
			for i, want := range append(c.parameters, 6.2496, 3.7442, 15.4435) {
				p, tolerance := f.Parameters[i], 1e-6
				if i >= len(c.parameters) {
					tolerance = 2e-5
				}
				if math.Abs(p.Value/want-1) > tolerance {
					t.Errorf("%s = %.10g, want %.10g", p.Name, p.Value, want)
				}
				if i < len(c.errors) && math.Abs(*p.StandardError/p.Value-c.errors[i]) > .00051 {
					t.Errorf("standard error of ln %s is %.4f, want %.3f", p.Name, *p.StandardError/p.Value, c.errors[i])
				}
			}
			if math.Abs(f.LogLikelihood-c.logLikelihood) > .0051 || math.Abs(f.SpendLogLikelihood+4055.92) > .0051 {
				t.Errorf("log-likelihoods %.4f and %.4f, want %.2f and -4055.92", f.LogLikelihood, f.SpendLogLikelihood, c.logLikelihood)
			}
		})
	}
	// A fit in days has the same numbers but for alpha, and a likelihood that is that of densities per day: 2,457 repeat purchases.
	weeks := fitJSON(t, append([]string{db, "--model", "bg", "--as-of", "1997-09-30"}, literature...)...)
	days := fitJSON(t, append([]string{db, "--model", "bg", "--as-of", "1997-09-30"}, append(literature, "--unit", "day")...)...)
	if a := days.Parameters[1].Value / weeks.Parameters[1].Value; math.Abs(a-7) > 1e-6 {
		t.Errorf("alpha in days is %v times that in weeks", a)
	}
	if l := weeks.LogLikelihood - days.LogLikelihood; math.Abs(l-2457*math.Log(7)) > 1e-6*9582 {
		t.Errorf("the log-likelihoods differ by %v", l)
	}
	if rows := must(t, "query", db, "-o", "csv", "-c", "select model, unit, chosen from ltv_models order by all"); rows != `model,unit,chosen
bg,day,true
bg,week,true
mbg,week,false
pareto,week,false
` {
		t.Errorf("got %s", rows)
	}
}

// TestFitHoldout compares the forecasts of weeks 40 to 78 with those computed independently.
func TestFitHoldout(t *testing.T) {
	db := cdnow(t)
	f := fitJSON(t, append([]string{db, "--model", "auto", "--as-of", "1998-06-30", "--cut", "1997-09-30"}, literature...)...)
	if f.Validation.Customers != 2357 || f.Validation.Actual != 1882 {
		t.Errorf("%d customers, %d orders", f.Validation.Customers, f.Validation.Actual)
	}
	for model, want := range map[string][4]float64{ // total, deviance, mean absolute error, root of the mean squared error
		"bg": {1653.4, 3769.4, .786, 1.608}, "mbg": {1576.7, 3774.7, .765, 1.607}, "pareto": {1665.5, 3757.1, .755, 1.603},
		"nbd": {2929.8, 4136.9, 1.041, 1.860}, "x_by_t": {2930.1, 0, 1.024, 2.212},
	} {
		found := false
		for _, m := range f.Validation.Models {
			if m.Model != model {
				continue
			}
			found = true
			if math.Abs(m.Expected-want[0]) > .051 || math.Abs(m.Deviance-want[1]) > .051 || math.Abs(m.MAE-want[2]) > .0006 ||
				math.Abs(m.RMSE-want[3]) > .00051 || m.Chosen != (model == "mbg") {
				t.Errorf("%s: %+v, want %v", model, m, want)
			}
		}
		if !found {
			t.Errorf("no forecast of %s", model)
		}
	}
	bins := must(t, "query", db, "-o", "csv", "-c", `select model, string_agg(format('{:.3f}', expected), ' ' order by bin),
		any_value((select string_agg(format('{:.3f}', a.actual), ' ' order by a.bin) from ltv_validation as a where a.measure = 'frequency' and a.model = 'bg'))
		from ltv_validation where measure = 'frequency' and model in ('bg', 'mbg', 'pareto', 'nbd') group by model order by model`)
	for _, want := range []string{
		"bg,0.225 0.523 1.044 1.520 2.164 2.654 3.504 6.157,0.237 0.697 1.393 1.560 2.532 2.947 3.862 6.359\n",
		"\nmbg,0.185 0.551 1.049 1.493 2.104 2.564 3.361 5.849,", "\nnbd,0.337 1.213 2.094 2.971 3.796 4.681 5.569 9.398,",
		"\npareto,0.138 0.599 1.196 1.714 2.398 2.907 3.819 6.403,",
	} {
		if !strings.Contains(bins, want) {
			t.Errorf("the bins %s lack %s", bins, want)
		}
	}
	if sums := must(t, "query", db, "-o", "csv", "--no-header", "-c", `select measure, sum(actual)::int, count(*) from ltv_validation
		where model = 'bg' and measure in ('week', 'total') group by measure order by measure`); sums != "total,1882,1\nweek,1882,39\n" {
		t.Errorf("weeks and total: %s", sums)
	}
	text := must(t, append([]string{"fit", db, "--as-of", "1998-06-30", "--cut", "1997-09-30"}, literature...)...)
	for _, want := range []string{"MBG/NBD as of 1998-06-30, times in weeks", "2,357 of 2,357, 1,139 bought again", "8 counted", "log-likelihood  ",
		"still customers", "within 36 months (156.57 weeks)", "1,882 orders came", "MBG/NBD (chosen) │  1,577 │ -16.2 % │ 3774.7", "shorter than 24 months"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q:\n%s", want, text)
		}
	}
}

// TestFitOnlineRetail fits a ledger in which nobody is seen to leave, with credit notes, and says so.
func TestFitOnlineRetail(t *testing.T) {
	db := empty(t)
	must(t, "load", db, enginetest.SharedData(t, "online-retail/online_retail.parquet"), "-q")
	f := fitJSON(t, db)
	if f.Model != "mbg" || f.DropoutSeen == nil || *f.DropoutSeen || !strings.Contains(f.Reason, "No dropout is seen") {
		t.Errorf("got %+v", f)
	}
	if rows := must(t, "query", db, "-o", "csv", "--no-header", "-c", `select count(*) filter (orders = 0 and x is not null),
		count(*) filter (not isfinite(coalesce(expected_orders, 0)) or expected_orders < 0), count(*) filter (customer_id in ('12346', '16446') and orders > 1),
		count(*) > 4000 from ltv_scores`); rows != "0,0,0,true\n" {
		t.Errorf("got %s", rows)
	}
}

func TestFitCommandRefuses(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	for want, args := range map[string][]string{
		`--prior is "strong"`: {"--prior", "strong"}, `--spend is "first"`: {"--spend", "first"}, `--output is "csv"`: {"-o", "csv"},
		"model: \"nbd\" is not allowed; use one of auto, bg, mbg, pareto, cnbd": {"--model", "nbd"},
		"unit: \"year\" is not allowed":                                         {"--unit", "year"},
		"as-of: \"soon\" is not a date; write it as 2025-12-31":                 {"--as-of", "soon"},
		"left-censored: \"yes\" is not allowed; use one of exclude, include":    {"--left-censored", "yes"},
		"takes nothing behind the database":                                     {"more"},
		"the database was opened read-only":                                     {"--readonly"},
	} {
		o := run(t, append([]string{"fit", shared}, args...)...)
		if o.code == 0 || o.stdout != "" || !strings.Contains(o.stderr, want) {
			t.Errorf("%v: exit %d, %s\nwant %s", args, o.code, o.stderr, want)
		}
	}
}

// TestRefreshFit fits behind a refresh, also where there is nothing to fit.
func TestRefreshFit(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	db := empty(t)
	o := run(t, "refresh", db, "--fit")
	if o.code != 0 || !strings.Contains(o.stdout, "No model of lifetime value") || !strings.Contains(o.stdout, "The ledger has no purchase") {
		t.Errorf("exit %d\n%s%s", o.code, o.stdout, o.stderr)
	}
	var all []struct {
		DataVersion *int64 `json:"data_version"`
		Fit         fitted
	}
	if err := json.Unmarshal([]byte(must(t, "refresh", db, "--fit", "--json")), &all); err != nil || all[0].DataVersion == nil || all[0].Fit.Model != "none" {
		t.Errorf("%+v, %v", all, err)
	}
}

// TestFunctionFault shows what a function written in Go says of a wrong argument, without what the driver puts before it.
func TestFunctionFault(t *testing.T) {
	o := run(t, "query", "-c", "select digamma(0)")
	if o.code != 1 || !strings.HasPrefix(o.stderr, "error: udf landscape_digamma: x = 0: ") {
		t.Errorf("exit %d, %s", o.code, o.stderr)
	}
}
