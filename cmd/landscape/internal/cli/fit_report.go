package cli

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/engine"
)

// modelNames are what people call the models and the forecasts beside them.
var modelNames = map[string]string{
	"bg": "BG/NBD", "mbg": "MBG/NBD", "pareto": "Pareto/NBD", "cnbd": "MBG/CNBD-k",
	"nbd": "nobody leaves", "x_by_t": "own rate goes on", "last_year": "last year again",
}

// parameterMeanings say in words what a parameter is.
var parameterMeanings = map[string]string{
	"r": "how alike customers are in how often they buy", "alpha": "with r: mean time between purchases is alpha / r", "a": "with b: chance to leave after a purchase",
	"b": "with a: mean chance is a / (a + b)", "s": "how alike customers are in how long they stay", "beta": "with s: how long they stay",
	"k": "regularity of the gaps, 1 is none", "p": "how alike the purchases of a customer are in value", "q": "how alike customers are in mean value",
	"gamma": "with p and q: mean value is p gamma / (q - 1)",
}

// drawFit prints a fit for people.
func (a *app) drawFit(s *engine.FitSummary) error {
	out := bufio.NewWriter(a.stdout)
	style := a.style(a.stdout)
	if s.Model == "none" {
		fmt.Fprintf(out, "No model of lifetime value as of %s; method %s\n", s.AsOf, s.Method)
		tellFitPopulation(out, style, s)
		tellReason(out, style, s.Reason)
		return out.Flush()
	}
	fmt.Fprintf(out, "%s as of %s, times in %ss\n\n", modelNames[s.Model], s.AsOf, s.Unit)
	rows := make([][]string, len(s.Parameters))
	for i, p := range s.Parameters {
		rows[i] = []string{p.Name, digits(p.Value), optional(p.StandardError, digits), parameterMeanings[p.Name]}
	}
	if err := render.Texts(out, []string{"parameter", "value", "standard error", "what it says"}, rows, style); err != nil {
		return err
	}
	fmt.Fprintln(out)
	tellFitPopulation(out, style, s)
	tellOutlook(out, style, s)
	if s.Validation != nil {
		if err := tellValidation(out, style, s); err != nil {
			return err
		}
	}
	tellReason(out, style, s.Reason)
	if s.SeasonConfounded {
		tellReason(out, style, "The history is shorter than 24 months: a season cannot be told from a trend.")
	}
	return out.Flush()
}

// entry is one line: a name to the left and what is known of it.
func entry(w io.Writer, style render.Style, name, format string, args ...any) {
	fmt.Fprintf(w, "  %s  %s\n", style.Dim(fmt.Sprintf("%-24s", name)), fmt.Sprintf(format, args...))
}

func tellFitPopulation(w io.Writer, style render.Style, s *engine.FitSummary) {
	entry(w, style, "customers in the fit", "%s of %s, %s bought again", render.Count(s.Customers), render.Count(s.AllCustomers), render.Count(s.Repeaters))
	if s.LeftCensored > 0 {
		verb := "included"
		if s.LeftOut {
			verb = "left out"
		}
		entry(w, style, "perhaps older customers", "%s %s: the ledger may not reach back to their first purchase", render.Count(s.LeftCensored), verb)
	}
	if s.ZeroValueDays > 0 {
		verb := "left out"
		if s.ZeroValueOrders == "count" {
			verb = "counted"
		}
		entry(w, style, "days of orders worth 0", "%s %s", render.Count(s.ZeroValueDays), verb)
	}
	if s.Grouping == "week" {
		entry(w, style, "histories", "%s distinct ones, with times rounded to weeks", render.Count(s.Groups))
	}
}

func tellOutlook(w io.Writer, style render.Style, s *engine.FitSummary) {
	if s.LogLikelihood != nil {
		entry(w, style, "log-likelihood", "%s", render.Amount(fmt.Sprintf("%.2f", *s.LogLikelihood)))
	}
	if s.SpendLogLikelihood != nil {
		entry(w, style, "log-likelihood of spend", "%s", render.Amount(fmt.Sprintf("%.2f", *s.SpendLogLikelihood)))
	}
	if s.Alive != nil && s.AllCustomers > 0 {
		entry(w, style, "still customers", "about %s of %s (%.0f %%)", whole(*s.Alive), render.Count(s.AllCustomers), 100**s.Alive/float64(s.AllCustomers))
	}
	for _, e := range s.Expected {
		entry(w, style, "orders expected", "%s within %d months (%s %ss)", whole(e.Orders), e.Months, strconv.FormatFloat(math.Round(100*e.Length)/100, 'f', -1, 64), s.Unit)
	}
}

func tellValidation(w io.Writer, style render.Style, s *engine.FitSummary) error {
	v := s.Validation
	fmt.Fprintf(w, "\nWhat models that knew the ledger up to %s expected of %s in the %s after it; %s came\n\n", v.Cut, plural(v.Customers, "customer"),
		plural(v.Days, "day"), plural(v.Actual, "order"))
	var rows [][]string
	for _, m := range v.Models {
		name, deviance := modelNames[m.Model], "infinite"
		if m.Chosen {
			name += " (chosen)"
		}
		if m.Deviance != nil {
			deviance = fmt.Sprintf("%.1f", *m.Deviance)
		}
		percent := func(x float64) string { return fmt.Sprintf("%+.1f %%", 100*x) }
		rows = append(rows, []string{name, whole(m.Expected), optional(m.Error, percent), deviance, optional(m.MAE, digits), optional(m.RMSE, digits)})
	}
	return render.Texts(w, []string{"forecast", "orders", "error", "deviance", "mean error", "RMSE"}, rows, style)
}

// tellReason prints a text as notes of lines that fit.
func tellReason(w io.Writer, style render.Style, reason string) {
	if reason == "" {
		return
	}
	width := 100
	if style.Width > 0 {
		width = min(width, style.Width-len("note: "))
	}
	for i, line := range render.Wrap(reason, width) {
		start := style.Dim("note:")
		if i > 0 {
			start = "     "
		}
		fmt.Fprintln(w, start, line)
	}
}

// digits writes a number with six digits that count.
func digits(x float64) string { return strconv.FormatFloat(x, 'g', 6, 64) }

// whole writes a count that is an expectation.
func whole(x float64) string { return render.Count(int64(math.Round(x))) }

// optional writes a number that may be unknown.
func optional(x *float64, write func(float64) string) string {
	if x == nil {
		return ""
	}
	return write(*x)
}
