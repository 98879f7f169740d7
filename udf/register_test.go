package udf

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/duckdb/duckdb-go/v2"
)

func open(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func register(t *testing.T, db *sql.DB, do func(*sql.Conn) error) {
	t.Helper()
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := do(conn); err != nil {
		t.Fatal(err)
	}
}

// TestRegister shows that one registration serves every connection, that NULL in any place gives NULL, and what a function says of a
// wrong argument.
func TestRegister(t *testing.T) {
	db := open(t)
	register(t, db, Register)
	var names string
	if err := db.QueryRow(`select string_agg(distinct function_name, ' ' order by function_name) from duckdb_functions()
		where function_name like 'landscape_%'`).Scan(&names); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, f := range functions() {
		want = append(want, Prefix+f.name)
		args := make([]string, len(f.in))
		for i := range args {
			for j := range args {
				args[j] = map[duckdb.Type]string{duckdb.TYPE_VARCHAR: "'bg'", duckdb.TYPE_LIST: "[0.5]"}[f.in[j]]
				if args[j] == "" {
					args[j] = "1"
				}
			}
			args[i] = "NULL"
			var null bool
			if err := db.QueryRow("select " + Prefix + f.name + "(" + strings.Join(args, ", ") + ") is null").Scan(&null); err != nil || !null {
				t.Errorf("%s(%s): NULL %v, %v", f.name, strings.Join(args, ", "), null, err)
			}
		}
	}
	slices.Sort(want)
	if names != strings.Join(want, " ") {
		t.Errorf("registered %s, want %s", names, strings.Join(want, " "))
	}
	for query, want := range map[string]string{
		"select landscape_alive('poisson', 1, 1, 1, 1, 1, 1, 1, 1)":                         `udf landscape_alive: model "poisson" is none of bg, mbg, pareto, cnbd and nbd`,
		"select landscape_alive('bg', 0.5, 1, 1, 1, 1, 1, 1, 1)":                            "x = 0.5",
		"select landscape_alive('bg', 1, 2, 1, 1, 1, 1, 1, 1)":                              "t_x",
		"select landscape_alive('bg', 1, 1, 1, 1, 0, 1, 1, 1)":                              "r",
		"select landscape_alive_outlook('bg', 1, -1, 0, 1, 1, 1, 1, 1, 1, 1, 1)":            "udf landscape_alive_outlook",
		"select landscape_digamma(-2)":                                                      "x = -2",
		"select landscape_discounted_orders('bg', 'infinity', 0.1, 1, 1, 1, 1, 1, 1, 1, 1)": "udf landscape_discounted_orders",
	} {
		var value any
		if err := db.QueryRow(query).Scan(&value); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", query, err, want)
		}
	}
}

// TestModels compares the functions with the models' published values: the CDNOW customer with x = 2 of Fader, Hardie and Lee.
func TestModels(t *testing.T) {
	db := open(t)
	register(t, db, Register)
	const bg = "2, 213/7, 272/7, 1, .24259452, 4.41360205, .79292202, 2.42590680)"
	const mbg = "2, 213/7, 272/7, 1, .52484316, 6.18308528, .89135939, 1.61400224)"
	const pareto = "2, 213/7, 272/7, 1, .55327705, 10.57768346, .60623999, 11.66873529)"
	for expression, want := range map[string]float64{
		"landscape_hyp2f1(1, 1, 2, 0.5)":                    2 * math.Ln2,
		"landscape_digamma(1)":                              -0.57721566490153286,
		"landscape_alive('bg', " + bg:                       .72662031,
		"landscape_alive('mbg', " + mbg:                     .70613848,
		"landscape_alive('pareto', " + pareto:               .86913426,
		"landscape_expected_orders('bg', 39, " + bg:         1.22599445,
		"landscape_expected_orders('mbg', 39, " + mbg:       1.26275885,
		"landscape_expected_orders('pareto', 39, " + pareto: 1.45520170,
		// an elementary formula of the specification
		"landscape_alive('bg', " + bg + " * landscape_alive_outlook('bg', 39, 50, 0, " + bg + "[4] - .72662031 * (1 - pow((4.41360205 + 272/7) / (4.41360205 + 272/7 + 39), 2.24259452))": 0,
		// what holds of an alive customer times the probability to be one
		"landscape_alive('mbg', " + mbg + " * landscape_alive_outlook('mbg', 1, 39, 0, " + mbg + "[1] - landscape_expected_orders('mbg', 39, " + mbg:                              0,
		"landscape_alive('bg', " + bg + " * landscape_alive_outlook('bg', 1, 39, 0.01, " + bg + "[2] - landscape_discounted_orders('bg', 39, 0.01, " + bg:                         0,
		"landscape_alive('pareto', " + pareto + " * landscape_alive_outlook('pareto', 1, 39, 0.01, " + pareto + "[2] - landscape_discounted_orders('pareto', 39, 0.01, " + pareto: 0,
		"landscape_discounted_orders('bg', 39, 0, " + bg + " - landscape_expected_orders('bg', 39, " + bg:                                                                         0,
	} {
		var value float64
		if err := db.QueryRow("select " + expression).Scan(&value); err != nil {
			t.Errorf("%s: %v", expression, err)
		}
		if math.IsNaN(value) || math.Abs(value-want) > 1e-8 {
			t.Errorf("%s = %.17g, want %.17g", expression, value, want)
		}
	}
}

// TestOutlook compares the median of an alive customer's orders with their expectation, and looks at the ends.
func TestOutlook(t *testing.T) {
	db := open(t)
	register(t, db, Register)
	var length int
	var expected, discounted, year, all, square, least, median, most float64
	err := db.QueryRow(`select len(o), o[1], o[2], o[4], o[5], o[7], o[8], o[39], o[71]
		from (select landscape_alive_outlook('nbd', 1, 100, 0, 30, 30, 39, 1, 50, 100, 1, 1) as o)`).
		Scan(&length, &expected, &discounted, &year, &all, &square, &least, &median, &most)
	if err != nil {
		t.Fatal(err)
	}
	// 80 purchases over 139 units of time: 57.55 are expected in the next 100, with a standard deviation of 9.9
	if length != 71 || math.Abs(expected-80.0/139*100) > 1e-9 || math.Abs(discounted-expected) > 1e-9 {
		t.Errorf("of %d numbers the first are %v and %v", length, expected, discounted)
	}
	if math.Abs(year-(1-math.Pow(139.0/140, 80))) > 1e-9 || all < 0.999999 {
		t.Errorf("an order comes with probability %v in 1 unit of time and %v in 100", year, all)
	}
	if least < 30 || least > 36 || median < 56 || median > 58 || most < 80 || most > 87 {
		t.Errorf("quantiles are %v, %v and %v", least, median, most)
	}
	if deviation := math.Sqrt(square - expected*expected); math.Abs(deviation-9.9) > 0.5 {
		t.Errorf("the standard deviation is %v", deviation)
	}
}

// TestGuard shows that a panic ends the query and not the process.
func TestGuard(t *testing.T) {
	db := open(t)
	broken := function{"broken", doubles(1), duckdb.TYPE_DOUBLE, func() func([]driver.Value) (any, error) {
		return func(args []driver.Value) (any, error) {
			var none []float64
			return none[int(args[0].(float64))], nil
		}
	}}
	register(t, db, func(conn *sql.Conn) error { return duckdb.RegisterScalarUDF(conn, Prefix+broken.name, &broken) })
	var value float64
	err := db.QueryRow("select landscape_broken(range::double) from range(10)").Scan(&value)
	if err == nil || !strings.Contains(err.Error(), "udf landscape_broken: internal: runtime error: index out of range") {
		t.Errorf("got %v", err)
	}
	if err := db.QueryRow("select 1").Scan(&value); err != nil {
		t.Error(err)
	}
}
