package btyd_test

import (
	"math"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// TestParetoHardCustomers compares with integrals and Kummer functions taken in arithmetic of 50 digits, where closed forms lose
// all of theirs.
func TestParetoHardCustomers(t *testing.T) {
	cases := []struct {
		name                                             string
		model                                            btyd.Pareto
		history                                          btyd.History
		t, delta                                         float64
		logLikelihood, alive, expected, buys, discounted float64 // discounted for ever
	}{
		{"2,000 purchases in four years", btyd.Pareto{R: .8, Alpha: 3.5, S: .4, Beta: 40}, btyd.History{X: 2000, Tx: 1400.25, T: 1461}, 365, .0003,
			-1303.725175176836, 7.749266853409873e-34, 3.694989356951871e-31, 7.747755569070642e-34, 2.451064715743576e-30},
		{"660 purchases, a long silence", btyd.Pareto{R: .05, Alpha: 1100, S: 12, Beta: .14}, btyd.History{X: 660, Tx: .5, T: 1100}, 90, .001,
			-1020.68832050179, 4.236930798109596e-238, 7.360219215809721e-237, 4.088504409844851e-238, 1.146531674056837e-236},
		{"one rate, many lives", btyd.Pareto{R: 12, Alpha: .14, S: .05, Beta: 1100}, btyd.History{X: 3, Tx: 20, T: 900}, 365, .0005,
			-70.6005748679423, 2.67052325651708e-21, 1.617338193536752e-20, 2.650353474230072e-21, 8.640786334749863e-20},
		{"short lives", btyd.Pareto{R: .3, Alpha: 500, S: 12, Beta: .2}, btyd.History{X: 1, Tx: .001, T: 30}, 30, .01,
			-7.478481506610242, 7.004764023542423e-27, 4.714712953348007e-29, 4.654480142809719e-29, 4.579252504823153e-29},
		{"equal scales", btyd.Pareto{R: 1.7, Alpha: 9.25, S: .6, Beta: 9.25}, btyd.History{X: 4, Tx: 30, T: 52}, 26, .002,
			-15.52100324272136, .403790343397121, .8747817157530285, .3260120498069632, 7.080899151685151},
		{"a purchase a moment ago", btyd.Pareto{R: .9, Alpha: 60, S: .7, Beta: 15}, btyd.History{X: 6, Tx: 200, T: 200.0001}, 100, .0004,
			-30.22123906409943, .9999996744183013, 2.308985966690158, .8202275893593953, 18.50834789502002},
		{"age zero", btyd.Pareto{R: .5, Alpha: 10, S: .6, Beta: 11}, btyd.History{}, 39, .003,
			0, 1, 1.144611754981375, .3836805259483563, 3.527076266070472},
		{"no repeat in a century", btyd.Pareto{R: .2, Alpha: 5, S: 1, Beta: 300}, btyd.History{T: 36525}, 3652.5, .0001,
			-.7766530334865788, .002989087940726131, 5.699174494714639e-5, 5.385340805245319e-5, .0001333214023531655},
		{"nobody leaves", btyd.Pareto{R: 2, Alpha: 20, S: 1e-6, Beta: 1e5}, btyd.History{X: 5, Tx: 40, T: 100}, 50, .0001,
			-20.94172642876214, .9999999874064047, 2.91666662920703, .9126774658884595, 583.3332726242981},
		{"s = 1, scales far apart", btyd.Pareto{R: .4, Alpha: .0001, S: 1, Beta: 1e5}, btyd.History{X: 2, Tx: .5, T: 400}, 100, .0004,
			-15.11371513083668, .02919531442341403, .01750846636570837, .01210055401325313, .4275310785803132},
	}
	number := must[float64](t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			near(t, "log-likelihood", number(c.model.LogLikelihood(c.history)), c.logLikelihood, 1e-13)
			near(t, "alive", number(c.model.Alive(c.history)), c.alive, 1e-12)
			near(t, "expected", number(c.model.Expected(c.history, c.t)), c.expected, 1e-12)
			near(t, "buys", number(c.model.Buys(c.history, c.t)), c.buys, 1e-12)
			near(t, "discounted for ever", number(c.model.Discounted(c.history, math.Inf(1), c.delta)), c.discounted, 1e-12)
		})
	}
}

// TestParetoHardCounts compares with integrals taken in arithmetic of 50 digits.
func TestParetoHardCounts(t *testing.T) {
	cases := []struct {
		model btyd.Pareto
		n     int
		t     float64
		want  float64
	}{
		{cdnowPareto, 3, 39, .04905236473332498},
		{cdnowPareto, 60, 39, 1.007062769661339e-8},
		{btyd.Pareto{R: 3, Alpha: .02, S: .1, Beta: 900}, 4000, 1, 2.398669748814094e-33},
		{btyd.Pareto{R: .2, Alpha: 50, S: 5, Beta: .01}, 1, 365, 9.998400527552374e-6},
		{btyd.Pareto{R: 40, Alpha: 1, S: 30, Beta: 400}, 500, 12, .002205978788659214},
		{btyd.Pareto{R: .01, Alpha: .001, S: 2, Beta: 10000}, 7, 10000, .001261009388898833},
	}
	for _, c := range cases {
		near(t, "probability", must[float64](t)(c.model.Probability(c.n, c.t)), c.want, 1e-11)
	}
}
