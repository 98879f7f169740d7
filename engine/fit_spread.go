package engine

import (
	"context"
	"database/sql"
	"math"

	"github.com/customer-landscape/landscape/udf/btyd"
)

const (
	parameterDraws = 200
	// coarseGroups is how many histories may be left for what is repeated with every draw of the parameters.
	coarseGroups = 20_000
	// fewestMonths is how long a history must be before the first rolling origin.
	fewestMonths = 12
	// originStep is the number of months between two of them; with fewer than fewestOrigins nothing is measured.
	originStep    = 6
	fewestOrigins = 3
	mostOrigins   = 5
)

// spread says how sure the totals are.
type spread struct {
	totalCV    float64 // of the orders within the horizon, from the parameters
	tau        float64
	basis      string  // rolling_origins or default
	firstRatio float64 // first by repeat value of a purchase day; NaN where one is unknown
}

// outlook is what the model expects of all customers, also of those that were left out of the fit.
type outlook struct {
	customers int64
	alive     float64   // how many are still customers
	orders    []float64 // purchase days within the next 12 months and within the horizon
}

// measureSpread measures how far totals may be off: by the parameters, and by the model itself.
func (f *fit) measureSpread(ctx context.Context) error {
	f.spread = spread{totalCV: math.NaN(), tau: btyd.DefaultTau, basis: "default", firstRatio: math.NaN()}
	if f.model == nil {
		return nil
	}
	everyone, err := f.coarse(ctx)
	if err != nil {
		return err
	}
	if err := f.look(ctx, everyone); err != nil {
		return err
	}
	if err := f.drawTotals(ctx, everyone); err != nil {
		return err
	}
	if err := f.readFirstRatio(ctx); err != nil {
		return err
	}
	return f.rollOrigins(ctx)
}

// coarse gives the histories of all customers, with times rounded until there are few enough of them.
func (f *fit) coarse(ctx context.Context) ([]btyd.Group, error) {
	groups := f.now.groups
	if f.now.excluding {
		days := 1
		if f.now.grouping == "week" {
			days = 7
		}
		var err error
		if groups, err = f.groups(ctx, f.now, "true", days); err != nil {
			return nil, err
		}
	}
	return f.fewer(groups), nil
}

// fewer rounds times until there are few enough histories for what is repeated.
func (f *fit) fewer(groups []btyd.Group) []btyd.Group {
	for _, width := range []int{7, 28, 91} {
		if len(groups) > coarseGroups {
			groups = btyd.Coarsen(groups, f.config.in(width))
		}
	}
	return groups
}

// look sums what the model expects.
func (f *fit) look(ctx context.Context, everyone []btyd.Group) error {
	f.outlook = outlook{customers: f.now.customers}
	for _, g := range everyone {
		alive, err := f.model.Model.Alive(g.History)
		if err != nil {
			return err
		}
		f.outlook.alive += alive * float64(g.Customers)
	}
	var err error
	f.outlook.orders, err = btyd.Totals(ctx, f.model.Model, everyone, []float64{f.config.in(f.config.yearDays), f.config.in(f.config.horizonDays)})
	return err
}

// drawTotals measures by how much the orders of all customers vary with the parameters.
func (f *fit) drawTotals(ctx context.Context, everyone []btyd.Group) error {
	var err error
	f.spread.totalCV, err = btyd.ParameterSpread(ctx, *f.model, everyone, f.config.in(f.config.horizonDays), parameterDraws, f.config.seed)
	return err
}

func (f *fit) readFirstRatio(ctx context.Context) error {
	var ratio sql.NullFloat64
	err := f.e.queryRow(ctx, f.conn, `SELECT sum(spend_value - repeat_value)::DOUBLE / nullif(sum(spend_days - repeat_days), 0)
			/ nullif(sum(repeat_value)::DOUBLE / nullif(sum(repeat_days), 0), 0)
		FROM temp.`+f.now.table+` WHERE `+f.now.condition(), nil, &ratio)
	if ratio.Valid {
		f.spread.firstRatio = ratio.Float64
	}
	return err
}

// rollOrigins fits the model as of earlier days, none of which knows what came after, and compares the total of the year that followed. That takes
// three years of history, so that no season is taken for a trend.
func (f *fit) rollOrigins(ctx context.Context) error {
	var actual, expected []float64
	origins := min(mostOrigins, (f.config.spanMonths-12-fewestMonths)/originStep+1)
	if origins < fewestOrigins {
		return nil
	}
	for i := range origins {
		back := 12 + i*originStep
		came, foretold, err := f.origin(ctx, back)
		if err != nil {
			return err
		}
		actual, expected = append(actual, came), append(expected, foretold)
	}
	var measured bool
	if f.spread.tau, measured = btyd.Tau(actual, expected); measured {
		f.spread.basis = "rolling_origins"
	}
	return nil
}

// origin gives what came in the 12 months after the day so many months before as_of, and what the model had expected. Both are 0 where
// the data of that day carry no fit.
func (f *fit) origin(ctx context.Context, months int) (actual, expected float64, err error) {
	var from, to string
	asOf := "DATE " + quoteText(f.config.asOf)
	err = f.e.queryRow(ctx, f.conn, "SELECT strftime(period_edge("+asOf+", ?), '%Y-%m-%d'), strftime(period_edge("+asOf+", ?), '%Y-%m-%d')",
		[]any{months, months - 12}, &from, &to)
	if err != nil {
		return 0, 0, err
	}
	p, err := f.readPopulation(ctx, population{table: "fit_origin", day: from, gaps: f.now.gaps})
	if err != nil || p.check() != nil {
		return 0, 0, err
	}
	if p.groups, err = f.groups(ctx, p, p.condition(), 7); err != nil {
		return 0, 0, err
	}
	fitted, err := btyd.FitModel(ctx, f.model.Model.Kind(), p.groups, btyd.FitOptions{NoPrior: f.opts.NoPrior, K: f.gapShape()})
	if err != nil || !fitted.Converged {
		return 0, 0, err
	}
	totals, err := btyd.Totals(ctx, fitted.Model, p.groups, []float64{f.config.in(daysBetween(from, to))})
	if err != nil {
		return 0, 0, err
	}
	err = f.e.queryRow(ctx, f.conn, "SELECT count(*)::DOUBLE FROM landscape_base.purchase_events(after := DATE "+quoteText(from)+", as_of := DATE "+quoteText(to)+
		", zero_value_orders := "+quoteText(f.config.zeroValue)+") AS v WHERE "+p.members("v"),
		nil, &actual)
	return actual, totals[0], err
}

// gapShape is k of a CNBD that was fitted, else 0.
func (f *fit) gapShape() int {
	for _, p := range f.model.Parameters {
		if p.Name == "k" {
			return int(p.Value)
		}
	}
	return 0
}
