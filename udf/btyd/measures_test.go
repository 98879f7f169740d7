package btyd_test

import (
	"math"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// TestMeasureByHand has ten customers: four expected to buy 2 times, of whom one bought 4 times and the others once; six expected to
// buy half a time, of whom two bought once.
func TestMeasureByHand(t *testing.T) {
	outcomes := []btyd.Outcome{
		{History: btyd.History{X: 9, Tx: 5, T: 6}, Future: 4, Customers: 1},
		{History: btyd.History{X: 7, Tx: 5, T: 6}, Future: 1, Customers: 3},
		{History: btyd.History{X: 0, T: 6}, Future: 0, Customers: 4},
		{History: btyd.History{X: 0, T: 6}, Future: 1, Customers: 2},
	}
	forecasts := []btyd.Forecast{
		{Expected: 2, Buys: 0.8}, {Expected: 2, Buys: 0.8}, {Expected: 0.5, Buys: 0.25}, {Expected: 0.5, Buys: 0.25},
	}
	m, err := btyd.Measure(outcomes, forecasts)
	if err != nil {
		t.Fatal(err)
	}
	if m.Customers != 10 || m.Actual != 9 {
		t.Errorf("%d customers, %d purchases", m.Customers, m.Actual)
	}
	near(t, "total", m.Expected, 11, 1e-15)
	near(t, "error", m.Error, 11./9-1, 1e-14)
	near(t, "MAE", m.MAE, (2+3*1+6*0.5)/10, 1e-15)
	near(t, "RMSE", m.RMSE, math.Sqrt((4+3*1+6*0.25)/10), 1e-15)
	four, one, none, late := 4*math.Ln2-4+2, math.Log(0.5)-1+2, 0.5, math.Ln2-1+0.5
	near(t, "deviance", m.Deviance, 2*(four+3*one+4*none+2*late), 1e-14)
	last := m.Bins[7]
	if last.X != 7 || last.Customers != 4 || m.Bins[0].Customers != 6 || m.Bins[3].Customers != 0 {
		t.Errorf("bins %+v", m.Bins)
	}
	near(t, "actual purchases of 7 and more", last.Actual, 7./4, 1e-15)
	near(t, "expected purchases of none", m.Bins[0].Expected, 0.5, 1e-15)
	if !math.IsNaN(m.Bins[3].Actual) {
		t.Errorf("a bin without customers bought %v on average", m.Bins[3].Actual)
	}
	// The best four share 7 purchases evenly: each tenth has 7/4, which is 7/4 over 9/10 of a tenth's due.
	for i, d := range m.Deciles {
		want := 7. / 4
		if i >= 4 {
			want = 2. / 6
		}
		near(t, "purchases of a tenth", d.Actual, want, 1e-14)
		near(t, "lift of a tenth", d.Lift, want/0.9, 1e-14)
	}
	near(t, "Brier", m.Buys.Brier, (4*0.04+4*0.0625+2*0.5625)/10, 1e-14)
}

// TestCalibrationByHand has two probabilities only, so that the regression meets both frequencies: logit 1/3 at 1/4 and 2/3 at 4/5.
func TestCalibrationByHand(t *testing.T) {
	history := btyd.History{T: 6}
	outcomes := []btyd.Outcome{
		{History: history, Future: 2, Customers: 1}, {History: history, Customers: 2},
		{History: history, Future: 1, Customers: 2}, {History: history, Customers: 1},
	}
	forecasts := []btyd.Forecast{{Expected: 1, Buys: .25}, {Expected: 1, Buys: .25}, {Expected: 1, Buys: .8}, {Expected: 1, Buys: .8}}
	m, err := btyd.Measure(outcomes, forecasts)
	if err != nil {
		t.Fatal(err)
	}
	slope := 2 * math.Ln2 / (math.Log(4) + math.Log(3))
	near(t, "slope", m.Buys.Slope, slope, 1e-9)
	near(t, "intercept", m.Buys.Intercept, math.Ln2-slope*math.Log(4), 1e-9)
	for i := range outcomes {
		outcomes[i].Future = 0
	}
	if m, err = btyd.Measure(outcomes, forecasts); err != nil || !math.IsNaN(m.Buys.Slope) || !math.IsNaN(m.Error) {
		t.Errorf("where nobody bought: slope %v, error %v, %v", m.Buys.Slope, m.Error, err)
	}
}

// TestCoarsen rounds 3 and 10 days to a week, keeps a purchase apart from the first, and loses no customer.
func TestCoarsen(t *testing.T) {
	groups := btyd.Coarsen([]btyd.Group{
		{History: btyd.History{X: 1, Tx: 10, T: 11, LogGaps: 2}, Customers: 1},
		{History: btyd.History{X: 1, Tx: 3, T: 3, LogGaps: 1}, Customers: 2},
		{History: btyd.History{X: 1, Tx: 4, T: 8, LogGaps: 1}, Customers: 1},
		{History: btyd.History{T: 3}, Customers: 5},
	}, 7)
	want := []btyd.Group{
		{History: btyd.History{}, Customers: 5},
		{History: btyd.History{X: 1, Tx: 7, T: 7, LogGaps: 1}, Customers: 3},
		{History: btyd.History{X: 1, Tx: 7, T: 14, LogGaps: 2}, Customers: 1},
	}
	if len(groups) != len(want) {
		t.Fatalf("%+v", groups)
	}
	for i := range want {
		if groups[i] != want[i] {
			t.Errorf("%+v, want %+v", groups[i], want[i])
		}
	}
}
