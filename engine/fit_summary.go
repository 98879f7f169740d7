package engine

import "github.com/customer-landscape/landscape/udf/btyd"

// FitSummary says what a fit found. Numbers that nobody knows are nil.
type FitSummary struct {
	Model  string `json:"model"`  // bg, mbg, pareto or cnbd; none where no model could be fitted
	AsOf   string `json:"as_of"`  // the last day that the fit knows
	Unit   string `json:"unit"`   // of time in the parameters: day, week or month
	Method string `json:"method"` // model; migration or historic where no model could be fitted
	Reason string `json:"reason"` // what the data showed or lacked, in sentences; empty when there is nothing to say

	Parameters         []FitParameter `json:"parameters"` // in the order of the model, then those of the model of spend
	LogLikelihood      *float64       `json:"log_likelihood"`
	SpendLogLikelihood *float64       `json:"spend_log_likelihood"`
	Customers          int64          `json:"customers"` // in the fit
	Repeaters          int64          `json:"repeaters"` // of them with a repeat purchase day
	Groups             int64          `json:"groups"`    // distinct histories among them
	Grouping           string         `json:"grouping"`  // day, or week where there were too many histories; empty without a fit
	Iterations         int64          `json:"iterations"`
	Converged          bool           `json:"converged"`
	Prior              string         `json:"prior"` // weak or none

	AllCustomers     int64          `json:"all_customers"`     // with a purchase day, those included that the fit left out
	LeftCensored     int64          `json:"left_censored"`     // customers whose first purchase day may not have been their first
	LeftOut          bool           `json:"left_out"`          // they are not in the fit
	ZeroValueOrders  string         `json:"zero_value_orders"` // ignore or count
	ZeroValueDays    int64          `json:"zero_value_days"`   // days with nothing but orders worth 0
	DropoutSeen      *bool          `json:"dropout_seen"`
	SeasonConfounded bool           `json:"season_confounded"`  // less than 24 months of history
	Alive            *float64       `json:"alive"`              // of all customers, how many are expected to be one still
	Expected         []FitExpected  `json:"expected"`           // orders expected of all customers
	TotalCV          *float64       `json:"total_cv"`           // relative standard deviation of that of the horizon, from the parameters
	Tau              *float64       `json:"tau"`                // how far totals were off on earlier days
	IntervalBasis    string         `json:"interval_basis"`     // where tau comes from: rolling_origins or default
	Validation       *FitValidation `json:"validation"`         // nil where the history is too short
	Shortage         string         `json:"shortage,omitempty"` // why rows of default views that rest on the fit are not kept: what memory or disk it lacked
	Seconds          float64        `json:"seconds"`
}

// FitParameter is one fitted number with its standard error on the natural scale.
type FitParameter struct {
	Name          string   `json:"name"`
	Value         float64  `json:"value"`
	StandardError *float64 `json:"standard_error"`
}

// FitExpected is a number of purchase days within a time from as_of.
type FitExpected struct {
	Months int64   `json:"months"` // length of the time in months
	Length float64 `json:"length"` // the same in the unit of the fit
	Orders float64 `json:"orders"`
}

// FitValidation compares what models knew on a day with what came after it.
type FitValidation struct {
	Cut       string        `json:"cut"`       // the last day that the models knew
	Days      int64         `json:"days"`      // from there to as_of
	Customers int64         `json:"customers"` // first seen by then, and in the fit
	Actual    int64         `json:"actual"`    // purchase days that came
	Models    []FitForecast `json:"models"`    // the models compared, then the naive forecasts
	Reason    string        `json:"reason"`    // why the model was chosen
}

// FitForecast is one forecast of the holdout.
type FitForecast struct {
	Model    string   `json:"model"` // bg, mbg, pareto, cnbd, nbd (no customer leaves), x_by_t (own rate goes on) or last_year
	Expected float64  `json:"expected"`
	Error    *float64 `json:"error"`    // expected / actual - 1
	Deviance *float64 `json:"deviance"` // Poisson; nil where it is infinite
	MAE      *float64 `json:"mae"`
	RMSE     *float64 `json:"rmse"`
	Chosen   bool     `json:"chosen"`
	Reason   string   `json:"reason"` // why it cannot be chosen
}

func pointer(value any) *float64 {
	if number, ok := value.(float64); ok {
		return &number
	}
	return nil
}

// summary says what the run found.
func (f *fit) summary() *FitSummary {
	s := &FitSummary{
		Model: f.modelName(), AsOf: f.config.asOf, Unit: f.opts.Unit, Method: f.method, Parameters: []FitParameter{}, Customers: f.now.inFit,
		Repeaters: f.now.repeatsFit, Prior: "weak", AllCustomers: f.now.customers, LeftCensored: f.now.censored, LeftOut: f.now.excluding,
		ZeroValueOrders: f.config.zeroValue, ZeroValueDays: f.now.zeroDays, SeasonConfounded: f.config.spanMonths < 24, Expected: []FitExpected{},
		TotalCV: pointer(orNull(f.spread.totalCV)), IntervalBasis: f.spread.basis,
	}
	if text, ok := f.reason().(string); ok {
		s.Reason = text
	}
	if f.opts.NoPrior {
		s.Prior = "none"
	}
	for _, p := range f.parameters() {
		s.Parameters = append(s.Parameters, FitParameter{p.Name, p.Value, pointer(orNull(p.StandardError))})
	}
	if f.model != nil {
		s.LogLikelihood, s.Groups, s.Grouping = &f.model.LogLikelihood, int64(f.model.Groups), f.now.grouping
		s.Iterations, s.Converged = int64(f.model.Iterations), true
		s.Alive, s.Tau = &f.outlook.alive, &f.spread.tau
		if seen, ok := f.dropoutSeen().(bool); ok {
			s.DropoutSeen = &seen
		}
		s.Expected = append(s.Expected, FitExpected{12, f.config.in(f.config.yearDays), f.outlook.orders[0]})
		if f.config.horizon != 12 {
			s.Expected = append(s.Expected, FitExpected{int64(f.config.horizon), f.config.in(f.config.horizonDays), f.outlook.orders[1]})
		}
	}
	if f.spend != nil {
		s.SpendLogLikelihood = &f.spend.LogLikelihood
	}
	if f.holdout != nil {
		s.Validation = f.validation()
	}
	return s
}

func (f *fit) validation() *FitValidation {
	h := f.holdout
	naive := h.choice.Naive.Measures
	v := &FitValidation{Cut: h.cut, Days: int64(h.days), Customers: naive.Customers, Actual: naive.Actual, Reason: h.choice.Reason}
	add := func(model string, m btyd.Measures, chosen bool, reason string) {
		v.Models = append(v.Models, FitForecast{model, m.Expected, pointer(orNull(m.Error)), pointer(orNull(m.Deviance)), pointer(orNull(m.MAE)),
			pointer(orNull(m.RMSE)), chosen, reason})
	}
	for _, c := range h.choice.Candidates {
		add(string(c.Fit.Model.Kind()), c.Measures, f.model != nil && f.model.Model.Kind() == c.Fit.Model.Kind(), c.Reason)
	}
	add(string(btyd.KindNBD), naive, false, "")
	add(ownRate, h.choice.Rate, false, "")
	if total := pointer(orNull(h.lastYear)); total != nil {
		v.Models = append(v.Models, FitForecast{Model: lastYear, Expected: *total, Error: pointer(orNull(*total/float64(naive.Actual) - 1))})
	}
	return v
}
