package engine

import (
	"context"
	"database/sql"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// modelMacros are calls of the macros over models, each with its value: published (BG/NBD of CDNOW with eight digits, a customer with x = 2;
// Gamma-Gamma with four) or a formula of the specification.
var modelMacros = []struct {
	macro     string
	arguments []string
	want      float64
	plain     bool // works without this program's functions
}{
	{"p_alive", []string{"x := 2", "t_x := 213/7", "t := 272/7", "r := .24259452", "alpha := 4.41360205", "a := .79292202", "b := 2.42590680",
		"model := 'bg'"}, .72662031, true},
	{"p_alive", []string{"x := 2", "t_x := 213/7", "t := 272/7", "r := .52484316", "alpha := 6.18308528", "a := .89135939", "b := 1.61400224"},
		.70613848, true},
	{"p_buy", []string{"within := 39", "x := 2", "t_x := 213/7", "t := 272/7", "r := .24259452", "alpha := 4.41360205", "a := .79292202",
		"b := 2.42590680", "model := 'bg'"}, .72662031 * (1 - math.Pow((4.41360205+272./7)/(4.41360205+272./7+39), 2.24259452)), true},
	{"expected_spend", []string{"n := 2", "mean_value := 22.35", "p := 6.2496", "q := 3.7442", "gamma := 15.4435"}, 24.6581, true},
	{"expected_orders", []string{"h := 39", "x := 2", "t_x := 213/7", "t := 272/7", "p1 := .24259452", "p2 := 4.41360205", "p3 := .79292202",
		"p4 := 2.42590680", "model := 'bg'", "k := 1"}, 1.22599445, false},
	{"expected_orders", []string{"h := 39", "x := 2", "t_x := 213/7", "t := 272/7", "p1 := .55327705", "p2 := 10.57768346", "p3 := .60623999",
		"p4 := 11.66873529", "model := 'pareto'"}, 1.45520170, false},
	{"dert", []string{"h := NULL", "delta := ln(1.15) * 7 / 365.25", "x := 2", "t_x := 30.43", "t := 38.86", "p1 := .55327705", "p2 := 10.57768346",
		"p3 := .60623999", "p4 := 11.66873529", "model := 'pareto'"}, 6.5135, false},
	{"dert", []string{"h := 5 * 365.25 / 7", "delta := ln(1.15) * 7 / 365.25", "x := 7", "t_x := 35", "t := 38.86", "p1 := .24259452", "p2 := 4.41360205",
		"p3 := .79292202", "p4 := 2.42590680", "model := 'bg'"}, 12.6399, false},
	{"hyp2f1", []string{"a := 0.5", "b := 1", "c := 1.5", "z := -9"}, math.Atan(3) / 3, false},
	{"digamma", []string{"x := 1"}, -0.57721566490153286, false},
}

// TestModelMacros calls each macro with its arguments by name in the order given, backwards and rotated.
func TestModelMacros(t *testing.T) {
	e := openEmpty(t)
	for _, c := range modelMacros {
		arguments := slices.Clone(c.arguments)
		for turn := range len(arguments) + 1 {
			if turn == len(arguments) {
				slices.Reverse(arguments)
			}
			call := c.macro + "(" + strings.Join(arguments, ", ") + ")"
			got, err := strconv.ParseFloat(texts(t, e, "select "+call)[0], 64)
			if err != nil || math.Abs(got-c.want) > 1.1e-4*max(1, math.Abs(c.want)) || c.want < 2 && math.Abs(got-c.want) > 1e-8 {
				t.Errorf("%s = %v, want %v", call, got, c.want)
			}
			arguments = append(arguments[1:], arguments[0])
		}
		for i := range c.arguments {
			arguments := slices.Clone(c.arguments)
			name, _, _ := strings.Cut(arguments[i], " := ")
			if name == "h" && c.macro == "dert" {
				continue // NULL is for ever
			}
			arguments[i] = name + " := NULL"
			call := c.macro + "(" + strings.Join(arguments, ", ") + ")"
			if got := texts(t, e, "select "+call+" is null")[0]; got != "true" {
				t.Errorf("%s is not NULL", call)
			}
		}
	}
	for query, want := range map[string]string{
		"select p_alive(2, 5, 4, 1, 1, 1, 1) is null and expected_orders(1, 2, 5, 4, 1, 1, 1, 1) is null":                                  "true",
		"select p_alive(0, 0, 9, 1, 1, 1, 1, model := 'bg')":                                                                               "1",
		"select p_alive(2000, 1, 100000, 10, 1, 1, 1)":                                                                                     "0",
		"select p_alive(x, 0, 9, 1, 1, 1, 1, model := m) from (values (0, 'bg')) as v (x, m)":                                              "1",
		"select expected_spend(0, null, 6.25, 3.74, 15.44) = 6.25 * 15.44 / 2.74":                                                          "true",
		"select expected_spend(0, null, 6.25, 0.5, 15.44) is null":                                                                         "true",
		"select sum(expected_orders(1, x, 0, 9, 1, 1, 1, 1)) is null from (values (-1), (null)) as v (x)":                                  "true",
		"select count(distinct expected_orders(h, 1, 1, 9, 1, 1, 1, 1, model := m)) from range(100) r (h), (values ('bg'), ('mbg')) v (m)": "199",
	} {
		if got := texts(t, e, query)[0]; got != want {
			t.Errorf("%s = %s, want %s", query, got, want)
		}
	}
	s := openSession(t, e)
	_, err := s.Query(context.Background(), "select p_alive(1, 1, 1, 1, 1, 1, 1, model := 'pareto')", nil)
	if err == nil || !strings.Contains(err.Error(), "p_alive: model pareto is not bg or mbg") {
		t.Errorf("got %v", err)
	}
}

// TestPlainDuckDB opens a ledger with DuckDB alone. What is SQL works, and what needs this program says which function is missing.
func TestPlainDuckDB(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plain.landscape")
	e, err := Open(context.Background(), Options{Path: path, Create: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("duckdb", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, c := range modelMacros {
		var got float64
		err := db.QueryRow("select " + c.macro + "(" + strings.Join(c.arguments, ", ") + ")").Scan(&got)
		switch {
		case c.plain && (err != nil || math.Abs(got-c.want) > 1e-4):
			t.Errorf("%s: %v, %v", c.macro, got, err)
		case !c.plain && (err == nil || !strings.Contains(err.Error(), "landscape_")):
			t.Errorf("%s works without its function, or does not name it: %v", c.macro, err)
		}
	}
	var rows int
	if err := db.QueryRow("select count(*) from landscape_base.purchase_histories()").Scan(&rows); err != nil {
		t.Error(err)
	}
}
