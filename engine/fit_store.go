package engine

import (
	"context"
	"iter"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// noModel is the name of the row of a fit that found no model.
const noModel = "none"

func (f *fit) modelName() string {
	if f.model == nil {
		return noModel
	}
	return string(f.model.Model.Kind())
}

// store writes what the fit found. Rows of the same model, day and unit give way, and so does the row of a fit that found no model, since the
// latest fit of a day decides.
func (f *fit) store(ctx context.Context) error {
	same := " WHERE as_of = DATE " + quoteText(f.config.asOf)
	unit := same + " AND unit = " + quoteText(f.opts.Unit)
	for _, statement := range []string{
		"DELETE FROM main.ltv_models" + unit + " AND model IN (" + quoteText(f.modelName()) + ", '" + noModel + "')",
		"UPDATE main.ltv_models SET chosen = false" + unit,
		"DELETE FROM main.ltv_validation" + same + " AND model IN (" + f.compared() + ")",
		"UPDATE main.ltv_validation SET won = false" + same,
		"DELETE FROM landscape_base.ltv_levels" + unit + " AND model = " + quoteText(f.modelName()),
	} {
		if _, err := f.e.exec(ctx, f.conn, statement); err != nil {
			return err
		}
	}
	for _, t := range []struct {
		schema, table string
		rows          iter.Seq[[]any]
	}{
		{"main", "ltv_models", slices.Values([][]any{f.modelRow()})},
		{"main", "ltv_validation", slices.Values(f.validationRows())},
		{"landscape_base", "ltv_levels", slices.Values(f.levelRows())},
	} {
		if err := appendRows(f.conn, "", t.schema, t.table, t.rows); err != nil {
			return err
		}
	}
	return nil
}

// score keeps what the figures say of every customer on the day of the fit.
func (f *fit) score(ctx context.Context) error {
	return f.e.storeScores(ctx, f.conn, f.config.asOf, f.standingOf("ltv", f.config.asOf))
}

// compared lists the forecasts that this fit measured, as SQL texts; those of models that earlier fits of the day measured stay.
func (f *fit) compared() string {
	names := []string{quoteText(ownRate), quoteText(lastYear), quoteText(string(btyd.KindNBD))}
	if f.holdout != nil {
		for _, c := range f.holdout.choice.Candidates {
			names = append(names, quoteText(string(c.Fit.Model.Kind())))
		}
	}
	return strings.Join(names, ", ")
}

func (f *fit) day() time.Time {
	day, _ := time.Parse(time.DateOnly, f.config.asOf)
	return day
}

func (f *fit) reason() any {
	if len(f.reasons) == 0 {
		return nil
	}
	return strings.Join(f.reasons, " ")
}

// modelColumns are the parameters that ltv_models has columns for, each with that of its standard error.
var modelColumns = []string{"r", "alpha", "a", "b", "s", "beta", "k", "p", "q", "gamma"}

// parameters are those of both models.
func (f *fit) parameters() []btyd.Parameter {
	var all []btyd.Parameter
	if f.model != nil {
		all = append(all, f.model.Parameters...)
	}
	if f.spend != nil {
		all = append(all, f.spend.Parameters...)
	}
	return all
}

// modelRow is the row of ltv_models, in the order of its columns.
func (f *fit) modelRow() []any {
	row := []any{f.modelName(), f.day(), f.opts.Unit}
	values, errs := make([]any, len(modelColumns)), make([]any, len(modelColumns))
	for _, p := range f.parameters() {
		i := slices.Index(modelColumns, p.Name)
		values[i], errs[i] = orNull(p.Value), orNull(p.StandardError)
	}
	row = append(append(row, values...), errs...)
	fitted := btyd.Fit{LogLikelihood: math.NaN(), Customers: f.now.inFit, Repeaters: f.now.repeatsFit}
	var groups, grouping, iterations, dropout, covariance any
	if f.model != nil {
		fitted = *f.model
		groups, grouping, iterations = int64(fitted.Groups), f.now.grouping, int32(fitted.Iterations)
		dropout, covariance = f.dropoutSeen(), flat(fitted.Covariance)
	}
	spend := btyd.SpendFit{LogLikelihood: math.NaN(), Correlation: math.NaN()}
	if f.spend != nil {
		spend = *f.spend
	}
	var load any
	if f.config.loadID.Valid {
		load = f.config.loadID.Int64
	}
	prior, censored := "weak", "include"
	if f.opts.NoPrior {
		prior = "none"
	}
	if f.now.excluding {
		censored = "exclude"
	}
	return append(row, orNull(fitted.LogLikelihood), orNull(spend.LogLikelihood), fitted.Customers, fitted.Repeaters, groups, grouping, iterations,
		f.model != nil, f.reason(), true, f.method, prior, censored, f.config.zeroValue, !f.opts.RepeatSpend, load, dropout,
		f.config.spanMonths < 24, orNull(f.spread.totalCV), orNull(f.spread.tau), f.spread.basis, orNull(spend.Correlation), orNull(f.spread.firstRatio),
		covariance, flat(spend.Covariance), int64(f.config.seed), time.Now().UTC())
}

// dropoutGain is the 90 % point of the chi-squared distribution with one degree of freedom: a gain in twice the log-likelihood that 5 of
// 100 ledgers show in which nobody leaves.
const dropoutGain = 2.71

// dropoutSeen compares the likelihood with that of a model in which nobody leaves: nil for gaps too regular for such a comparison.
func (f *fit) dropoutSeen() any {
	if f.gapShape() > 1 {
		return nil
	}
	return 2*(f.model.LogLikelihood-f.naive.LogLikelihood) >= dropoutGain
}

// orNull is a number, or nil where there is none.
func orNull(value float64) any {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return nil
	}
	return value
}

// flat writes a matrix by rows; nil where there is none.
func flat(matrix [][]float64) any {
	if matrix == nil {
		return nil
	}
	return slices.Concat(matrix...)
}

// frequencyBins is the number of bins by repeat purchase days; the last one is open.
const frequencyBins = 8

func (f *fit) levelRows() [][]any {
	if f.holdout == nil || f.model == nil || f.holdout.judged != f.model.Model.Kind() {
		return nil
	}
	var rows [][]any
	for _, b := range f.holdout.levels.Bins {
		for x := b.From; x <= min(b.To, frequencyBins-1); x++ {
			rows = append(rows, []any{f.modelName(), f.day(), f.opts.Unit, int32(x), b.Low, b.High, b.Customers, f.holdout.levels.Level})
		}
	}
	return rows
}
