package enginetest

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
)

// Record is one row by column name. A value is nil, a string, a bool, an int64, a float64, an Amount or a Day.
type Record map[string]any

// Expected reads a table of expected rows: a header, then one row a line, where an empty field is NULL and a number may be written
// as a fraction such as 150/190. The column names come back in the order of the header.
func Expected(tb testing.TB, rel string) (columns []string, rows []Record) {
	tb.Helper()
	f, err := os.Open(Testdata(tb, rel))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatalf("%s: %v", rel, err)
	}
	for _, fields := range all[1:] {
		row := Record{}
		for i, column := range all[0] {
			row[column] = nil
			if fields[i] != "" {
				row[column] = fields[i]
			}
		}
		rows = append(rows, row)
	}
	return all[0], rows
}

// Diff compares two sets of rows by the key columns and returns one line for each difference, nil when there is none. Ratios may
// differ by 1e-12; everything else must be equal. Rows that only one side has are differences.
func Diff(want, got []Record, keys, columns []string) []string {
	id := func(r Record) string {
		var parts []string
		for _, k := range keys {
			parts = append(parts, text(r[k]))
		}
		return strings.Join(parts, "|")
	}
	found := map[string]Record{}
	var out []string
	for _, r := range got {
		if _, twice := found[id(r)]; twice {
			out = append(out, fmt.Sprintf("%s: more than one row", id(r)))
		}
		found[id(r)] = r
	}
	for _, w := range want {
		g, ok := found[id(w)]
		if !ok {
			out = append(out, fmt.Sprintf("%s: no such row, want %v", id(w), w))
			continue
		}
		delete(found, id(w))
		for _, c := range columns {
			if _, ok := g[c]; !ok {
				out = append(out, fmt.Sprintf("%s: no column %s", id(w), c))
			} else if !same(w[c], g[c]) {
				out = append(out, fmt.Sprintf("%s: %s is %s, want %s", id(w), c, text(g[c]), text(w[c])))
			}
		}
	}
	for key, g := range found {
		out = append(out, fmt.Sprintf("%s: row too many: %v", key, g))
	}
	slices.Sort(out)
	return out
}

// same compares two values. Texts that are numbers equal numbers.
func same(a, b any) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	x, xf, okx := number(a)
	y, yf, oky := number(b)
	if !okx || !oky {
		return text(a) == text(b)
	}
	if xf || yf {
		fx, _ := x.Float64()
		fy, _ := y.Float64()
		return math.Abs(fx-fy) <= 1e-12*max(1, math.Abs(fx))
	}
	return x.Cmp(y) == 0
}

// number returns a value as a fraction and whether it was a float or written as a fraction, so that only a ratio is compared loosely.
func number(v any) (r *big.Rat, loose, ok bool) {
	switch v := v.(type) {
	case int64:
		return big.NewRat(v, 1), false, true
	case Amount:
		return big.NewRat(int64(v), int64(One)), false, true
	case *big.Rat:
		return v, false, true
	case float64:
		r := new(big.Rat).SetFloat64(v)
		return r, true, r != nil
	case string:
		r, ok := new(big.Rat).SetString(v)
		return r, strings.Contains(v, "/"), ok
	}
	return nil, false, false
}

func text(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case *big.Rat:
		return v.FloatString(4)
	default:
		return fmt.Sprint(v)
	}
}
