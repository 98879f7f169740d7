package views_test

import (
	"math"
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

func TestTruthOfTheFunnel(t *testing.T) {
	t.Parallel()
	e, truth := Business(t)
	converted := truth.Alone.Converted + truth.Referred.Converted
	want := map[string]int64{"customer": converted}
	for _, s := range truth.Stages {
		want[s.Stage] = s.Now
	}
	want["purchase"] -= converted // they came through it
	reached := map[string]float64{}
	for _, r := range Query(t, Session(t, e), "select f.stage, f.prospects, f.reached, f.next_rate from prospect_funnel as f") {
		stage := r["stage"].(string)
		if r["prospects"] != want[stage] {
			t.Errorf("%v prospects are in %s, the truth says %d", r["prospects"], stage, want[stage])
		}
		delete(want, stage)
		reached[stage] = float(r["reached"])
	}
	if len(want) > 0 || reached["awareness"] != float64(truth.Alone.Prospects+truth.Referred.Prospects) {
		t.Errorf("the funnel lacks %v; it begins with %v of %+v and %+v", want, reached["awareness"], truth.Alone, truth.Referred)
	}
	// Those still on their way have not passed the stages that they will.
	for i, s := range truth.Stages[:len(truth.Stages)-1] {
		share := float64(truth.Referred.Prospects) / reached["awareness"]
		next := reached[truth.Stages[i+1].Stage] / reached[s.Stage]
		if chance := s.Alone + share*(s.Referred-s.Alone); next > chance+0.05 || next < chance-0.12 {
			t.Errorf("a share of %.3f goes on from %s, %.3f in the model", next, s.Stage, chance)
		}
	}
}

func TestTruthOfThePipeline(t *testing.T) {
	t.Parallel()
	e, truth := Business(t)
	s := Session(t, e)
	deals := append(truth.DealStages[:len(truth.DealStages):len(truth.DealStages)], truth.Renewals)
	var won, closed float64
	for _, d := range deals {
		won += float64(d.Won)
		closed += float64(d.Won + d.Lost)
	}
	rows := map[string]Record{}
	for _, r := range Query(t, s, `select p.stage, sum(p.deals)::bigint as deals, min(p.stage_probability) as least, max(p.stage_probability) as most
		from pipeline as p group by p.stage`) {
		rows[r["stage"].(string)] = r
	}
	for _, d := range deals {
		r := rows[d.Stage]
		if r["deals"] != d.Open {
			t.Errorf("%v deals are open in %s, the truth says %+v", r["deals"], d.Stage, d)
		}
		want := (float64(d.Won) + 10*won/closed) / (float64(d.Won+d.Lost) + 10)
		if math.Abs(float(r["least"])-want) > 1e-9 || math.Abs(float(r["most"])-want) > 1e-9 {
			t.Errorf("deals in %s are won with %v to %v, %v by the counts of the truth", d.Stage, r["least"], r["most"], want)
		}
	}
	for _, d := range truth.DealStages {
		near(t, "winning in "+d.Stage, float64(d.Won)/float64(d.Won+d.Lost), float64(d.Won+d.Lost), d.Chance)
	}
	days := map[string]float64{}
	for _, r := range Query(t, s, "select c.status, c.median_days from sales_cycle as c") {
		days[r["status"].(string)] = float(r["median_days"])
	}
	if !(days["existing"] < days["prospect"]) {
		t.Errorf("existing customers decide in %v days, prospects in %v", days["existing"], days["prospect"])
	}
	cycle := Query(t, s, "select sum(c.won)::bigint as won, sum(c.won + c.lost)::bigint as closed from sales_cycle as c")[0]
	if float(cycle["won"]) != won || float(cycle["closed"]) != closed {
		t.Errorf("the cycles are of %v, the truth says %.0f won of %.0f", cycle, won, closed)
	}
}

// The plan of the sample is by persona.
func TestTruthOfThePlan(t *testing.T) {
	t.Parallel()
	e, _ := Business(t)
	rows := Query(t, Session(t, e), "select g.plan_year, g.segment, g.kind, g.target from forecast_gap as g where g.month is null")
	if len(rows) == 0 {
		t.Error("no year is planned")
	}
	for _, r := range rows {
		if r["kind"] != "segment" || float(r["target"]) <= 0 {
			t.Errorf("%v", r)
		}
	}
}
