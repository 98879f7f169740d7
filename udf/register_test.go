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
		"select landscape_order_quantiles('bg', 1, 1, 1, 1, 1, 1, 1, 1, 1, [0.5, 1.5])":     "level 1.5",
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
		"landscape_buys('bg', 39, " + bg + " - .72662031 * (1 - pow((4.41360205 + 272/7) / (4.41360205 + 272/7 + 39), 2.24259452))": 0,
		// what holds of an alive customer times the probability to be one
		"landscape_alive('mbg', " + mbg + " * landscape_expected_alive('mbg', 39, " + mbg + " - landscape_expected_orders('mbg', 39, " + mbg:                                   0,
		"landscape_alive('bg', " + bg + " * landscape_discounted_alive('bg', 39, 0.01, " + bg + " - landscape_discounted_orders('bg', 39, 0.01, " + bg:                         0,
		"landscape_alive('pareto', " + pareto + " * landscape_discounted_alive('pareto', 39, 0.01, " + pareto + " - landscape_discounted_orders('pareto', 39, 0.01, " + pareto: 0,
		"landscape_discounted_orders('bg', 39, 0, " + bg + " - landscape_expected_orders('bg', 39, " + bg:                                                                      0,
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

// TestQuantiles compares the median of an alive customer's orders with their expectation, and looks at the ends.
func TestQuantiles(t *testing.T) {
	db := open(t)
	register(t, db, Register)
	var none, median, nothing, most any
	err := db.QueryRow(`select q[1], q[2], q[3], q[4]
		from (select landscape_order_quantiles('nbd', 100, 30, 30, 39, 1, 50, 100, 1, 1, [0, 0.5, NULL, 0.99]) as q)`).Scan(&none, &median, &nothing, &most)
	if err != nil {
		t.Fatal(err)
	}
	// 80 purchases over 139 units of time: 57.6 are expected in the next 100, with a standard deviation of 9.9
	if none != int32(0) || nothing != nil || median.(int32) < 56 || median.(int32) > 58 || most.(int32) < 80 || most.(int32) > 87 {
		t.Errorf("quantiles are %v, %v, %v and %v", none, median, nothing, most)
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
