package benchmarks

import (
	"context"
	"fmt"
	"slices"
)

// Case is one thing worth measuring, as a file below cases/ describes it. Its answer is checked before any of its times is believed.
type Case struct {
	// Name is what the case is called: the file's name without its number.
	Name string
	// Summary is one sentence: what is timed, beside what.
	Summary string
	// Answer is one sentence: what is compared before a time is believed.
	Answer string
	// Does names the operation, a key of operations; With is its argument, such as a format.
	Does, With string
	// Row is the figure of the project's targets that the case shows; empty for others.
	Row string
	// Peers are what it is measured beside: files of peers/, or sides of the operation itself.
	Peers []string
	// Target is the largest ratio to the peer, Seconds the longest time; 0 when there is none. Of a case that grows with its customers
	// the time is that for the customers of the run.
	Target, Seconds float64
	// Divide is by how much the run's lines are divided for this case; at least 1.
	Divide int64
	// Growth marks an operation whose time is followed over sizes.
	Growth bool
	// Asked marks a case that runs only when its name is asked for.
	Asked bool
	// Statement is the SQL of the case, empty where the operation needs none; Compare reads from the same view what the peer answers.
	Statement, Compare string
}

// operation measures a case once.
type operation func(ctx context.Context, r *Run, c Case) ([]Figure, error)

// operations are what the key does of a case can be.
var operations map[string]operation

func init() {
	operations = map[string]operation{
		"load":        measureLoad,
		"increment":   measureIncrement,
		"refresh":     measureRefresh,
		"views":       measureViews,
		"another day": measureAnotherDay,
		"figure":      measureFigure,
		"query":       measureQuery,
		"export":      measureExport,
		"fit":         measureFit,
		"score":       measureScore,
		"memory":      measureMemory,
		"start":       measureStart,
		"serve":       measureServe,
		"clients":     measureClients,
		"download":    measureDownload,
		"outside":     measureOutside,
		"fit beside":  measureFitBeside,
	}
}

// check names the first fault of a case.
func (c Case) check() error {
	known := func(list map[string]operation, key string) bool { _, ok := list[key]; return ok }
	switch {
	case c.Summary == "", c.Answer == "":
		return fmt.Errorf("case %q: summary and answer are wanted", c.Name)
	case !known(operations, c.Does):
		return fmt.Errorf("case %q: no operation is called %q", c.Name, c.Does)
	case c.Row != "" && !slices.Contains(Rows, c.Row):
		return fmt.Errorf("case %q: %q is no row of the targets", c.Name, c.Row)
	}
	return nil
}

// Rows are the figures that the project holds itself to, in the order in which they are reported.
var Rows = []string{
	"load 10 M CSV lines",
	"default views",
	"any view at another as_of",
	"add 1 % of lines",
	"fit LTV models on 1 M customers",
	"score 10 M customers to Parquet",
	"peak memory under its limit",
	"Arrow stream over HTTP",
	"first prompt, query -c 'select 1'",
}
