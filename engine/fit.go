package engine

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/queries"
	"github.com/customer-landscape/landscape/udf/btyd"
)

// FitOptions says which model of lifetime value to fit and to what. The zero value is the default of every field.
type FitOptions struct {
	// Model is auto, bg, mbg, pareto or cnbd. auto compares them on a holdout and fits the one that foretold it best. Defaults to the
	// setting ltv_model.
	Model string
	// AsOf is the last day that the fit knows, such as "2025-12-31". Defaults to the setting as_of, else the last day of the ledger.
	AsOf string
	// Unit is the unit of time of the parameters: day, week (7 days) or month (365.25/12 days). Defaults to day.
	Unit string
	// NoPrior leaves out the weak prior: plain maximum likelihood, as in the literature.
	NoPrior bool
	// LeftCensored is exclude or include: what becomes of customers whose first purchase day may not have been their first. Excluded
	// they still are included where fewer than 500 others remain. Defaults to exclude.
	LeftCensored string
	// ZeroValueOrders is ignore or count: whether a day with nothing but orders worth 0 is a purchase day. Defaults to the setting.
	ZeroValueOrders string
	// RepeatSpend fits the model of spend to the values after the first purchase day alone, as in the literature. Defaults to all values.
	RepeatSpend bool
	// Cut is the last day that models know which are compared; what came after it up to AsOf is the holdout. Defaults to the day 12 months or a
	// third of the history before AsOf, whichever is later.
	Cut string
	// Progress may be nil.
	Progress Progress
}

// unitDays are the lengths of the units of time, in days.
var unitDays = map[string]float64{"day": 1, "week": 7, "month": 365.25 / 12}

// fewestOthers is how many customers must remain for the left-censored to be left out.
const fewestOthers = 500

// normalised fills in defaults that do not depend on the ledger, and refuses what is not allowed.
func (o FitOptions) normalised() (FitOptions, error) {
	check := func(name string, value *string, byDefault string, allowed ...string) error {
		if *value == "" {
			*value = byDefault
		}
		if *value != "" && !slices.Contains(allowed, *value) {
			return &Error{Kind: KindInvalid, Op: "fit", Object: name, Err: fmt.Errorf("%q is not allowed; use one of %s", *value, strings.Join(allowed, ", "))}
		}
		return nil
	}
	err := check("model", &o.Model, "", "auto", "bg", "mbg", "pareto", "cnbd")
	if err == nil {
		err = check("unit", &o.Unit, "day", "day", "week", "month")
	}
	if err == nil {
		err = check("left-censored", &o.LeftCensored, "exclude", "exclude", "include")
	}
	if err == nil {
		err = check("zero-value-orders", &o.ZeroValueOrders, "", "ignore", "count")
	}
	for name, day := range map[string]string{"as-of": o.AsOf, "cut": o.Cut} {
		if _, failed := time.Parse(time.DateOnly, day); err == nil && day != "" && failed != nil {
			err = &Error{Kind: KindInvalid, Op: "fit", Object: name, Err: fmt.Errorf("%q is not a date; write it as 2025-12-31", day)}
		}
	}
	return o, err
}

// Fit fits models of lifetime value to the purchase histories of the ledger and keeps them in ltv_models, ltv_validation and what is computed
// from them, in one transaction. Kept rows of default views that rest on a fit are filled again behind it: where that is cancelled the fit stands,
// and views compute these rows until the next refresh or fit; memory or disk too small for them is no error, but Shortage says so. Data that no
// model fits are no error: the summary and the row of ltv_models say what they lack and which method takes the model's place. A second fit of the
// same model, day and unit takes the place of the first. Options that are not allowed are errors of KindInvalid.
func (e *Engine) Fit(ctx context.Context, opts FitOptions) (*FitSummary, error) {
	opts, err := opts.normalised()
	if err != nil {
		return nil, err
	}
	started := time.Now()
	f := &fit{e: e, opts: opts}
	shortage, err := e.writeAndKeepWritten(ctx, opts.Progress, func(ctx context.Context, conn *sql.Conn) ([]queries.Object, error) {
		f.conn = conn
		tables, kept, err := e.forgetWritten(ctx, conn, queries.WriterFit)
		if err == nil {
			err = f.run(ctx)
		}
		if err == nil {
			err = f.dropTables(ctx)
		}
		if err == nil && !kept {
			_, err = e.storeContactKeys(ctx, conn, false)
		}
		return tables, err
	}, func(ctx context.Context, conn *sql.Conn) error {
		_, err := e.storeContactKeys(ctx, conn, true) // labels tell of tiers that a forecast puts within reach
		return err
	})
	if err != nil {
		return nil, classify("fit", e.name(), err)
	}
	s := f.summary()
	s.Shortage, s.Seconds = shortage, time.Since(started).Seconds()
	return s, nil
}

// fit is one run: what it has read, decided and found so far.
type fit struct {
	e    *Engine
	conn *sql.Conn
	opts FitOptions

	config    fitConfig
	histories string      // the relation of the histories as of as_of and the cut
	now       *population // histories as of as_of
	past      *population // histories as of the cut; nil where nothing can be compared
	holdout   *holdout    // nil where past is
	reasons   []string    // sentences for ltv_models.reason
	model     *btyd.Fit   // nil where no model was fitted
	spend     *btyd.SpendFit
	naive     *btyd.Fit // without dropout, on all data; nil where model is
	method    string    // model, migration or historic
	spread    spread
	outlook   outlook
}

// fitConfig is what the settings and the ledger say.
type fitConfig struct {
	asOf, cut    string // days; cut is empty where the history is too short for one
	model        string
	unit         float64 // days
	horizonDays  int     // from as_of to the end of the setting horizon_months
	yearDays     int     // from as_of 12 months on
	horizon      int     // months
	seed         uint64
	level        float64
	loadID       sql.NullInt64
	spanMonths   int // whole months of it
	zeroValue    string
	hasPurchases bool // some order is worth something
	standing     bool // as_of and zeroValue are those of the settings, and rows at the settings are kept
}

// steps is the number of events that a run reports.
const steps = 8

func (f *fit) report(done int64) {
	if f.opts.Progress != nil {
		f.opts.Progress(ProgressEvent{Phase: "fit", Done: done, Total: steps, Unit: "steps"})
	}
}

func (f *fit) run(ctx context.Context) error {
	for i, step := range []func(context.Context) error{
		f.configure, f.readNow, f.compare, f.fitAll, f.measureSpread, f.store, f.score, f.forecastSales,
	} {
		f.report(int64(i))
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// kinds are the models to compare: nil means all.
func (f *fit) kinds() []btyd.Kind {
	if f.config.model == "auto" {
		return nil
	}
	return []btyd.Kind{btyd.Kind(f.config.model)}
}

func (f *fit) fitOptions() btyd.FitOptions { return btyd.FitOptions{NoPrior: f.opts.NoPrior} }

// say adds a sentence to the reason.
func (f *fit) say(format string, args ...any) {
	sentence := strings.TrimSpace(fmt.Sprintf(format, args...))
	if sentence == "" {
		return
	}
	sentence = strings.ToUpper(sentence[:1]) + sentence[1:]
	if !strings.HasSuffix(sentence, ".") {
		sentence += "."
	}
	if !slices.Contains(f.reasons, sentence) {
		f.reasons = append(f.reasons, sentence)
	}
}
