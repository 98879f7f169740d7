package btyd_test

import (
	"bufio"
	"compress/gzip"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// cdnow reads what was spent by whom on which day from a file of CDNOW, with the day in the given column and the value in the last.
func cdnow(t *testing.T, name string, column int) map[string]map[time.Time]float64 {
	t.Helper()
	file, err := os.Open(sharedCDNOW(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var reader io.Reader = file
	if strings.HasSuffix(name, ".gz") {
		if reader, err = gzip.NewReader(file); err != nil {
			t.Fatal(err)
		}
	}
	spent := map[string]map[time.Time]float64{}
	for lines := bufio.NewScanner(reader); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		day, err := time.Parse("20060102", fields[column])
		if err != nil {
			continue // the header
		}
		value, err := strconv.ParseFloat(fields[len(fields)-1], 64)
		if err != nil {
			t.Fatal(err)
		}
		if spent[fields[0]] == nil {
			spent[fields[0]] = map[time.Time]float64{}
		}
		spent[fields[0]][day] += value
	}
	return spent
}

// sharedCDNOW finds a file as enginetest.SharedData does, which a package below the engine cannot import.
func sharedCDNOW(t *testing.T, name string) string {
	t.Helper()
	root := os.Getenv("LANDSCAPE_SHARED_DATA")
	if root == "" {
		dir, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for ; root == "" && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
			if _, err := os.Stat(filepath.Join(dir, "shared", "data")); err == nil {
				root = filepath.Join(dir, "shared", "data")
			}
		}
	}
	path := filepath.Join(root, "cdnow", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("CDNOW is not here (%v): put it in shared/data/cdnow above the repository, or name the folder of data in LANDSCAPE_SHARED_DATA", err)
	}
	return path
}

var cdnowCut = time.Date(1997, 9, 30, 0, 0, 0, 0, time.UTC)

// outcomes are CDNOW's customers in weeks: 39 weeks to the cut, and the purchases of the 39 weeks after it.
func outcomes(spent map[string]map[time.Time]float64) []btyd.Outcome {
	weeks := func(from, to time.Time) float64 { return to.Sub(from).Hours() / 24 / 7 }
	var all []btyd.Outcome
	for _, days := range spent {
		bought := slices.SortedFunc(maps.Keys(days), time.Time.Compare)
		past, _ := slices.BinarySearchFunc(bought, cdnowCut.AddDate(0, 0, 1), time.Time.Compare)
		all = append(all, btyd.Outcome{
			History:   btyd.History{X: past - 1, Tx: weeks(bought[0], bought[past-1]), T: weeks(bought[0], cdnowCut)},
			Future:    len(bought) - past,
			Customers: 1,
		})
	}
	return all
}

// repeatSpend are the mean values of the repeat purchases before the cut.
func repeatSpend(spent map[string]map[time.Time]float64) []btyd.Spend {
	var groups []btyd.Spend
	for _, days := range spent {
		bought := slices.SortedFunc(maps.Keys(days), time.Time.Compare)
		repeat, total := 0, 0.0
		for _, day := range bought[1:] {
			if !day.After(cdnowCut) {
				repeat++
				total += days[day]
			}
		}
		if repeat > 0 {
			groups = append(groups, btyd.Spend{N: repeat, Mean: total / float64(repeat), Customers: 1})
		}
	}
	return groups
}

// histories are the past of outcomes.
func histories(all []btyd.Outcome) []btyd.Group {
	groups := make([]btyd.Group, len(all))
	for i, o := range all {
		groups[i] = btyd.Group{History: o.History, Customers: o.Customers}
	}
	return groups
}
