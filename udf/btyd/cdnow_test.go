package btyd_test

import (
	"bufio"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// cdnow reads who bought on which days from a file of CDNOW: the id in the first column, the day in the given one.
func cdnow(t *testing.T, name string, column int) map[string][]time.Time {
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
	days := map[string][]time.Time{}
	for lines := bufio.NewScanner(reader); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		day, err := time.Parse("20060102", fields[column])
		if err != nil {
			continue // the header
		}
		if !slices.Contains(days[fields[0]], day) {
			days[fields[0]] = append(days[fields[0]], day)
		}
	}
	return days
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

// outcomes are CDNOW's customers in weeks: 39 weeks to the cut of 1997-09-30, and the purchases of the 39 weeks after it.
func outcomes(days map[string][]time.Time) []btyd.Outcome {
	cut := time.Date(1997, 9, 30, 0, 0, 0, 0, time.UTC)
	weeks := func(from, to time.Time) float64 { return to.Sub(from).Hours() / 24 / 7 }
	var all []btyd.Outcome
	for _, bought := range days {
		slices.SortFunc(bought, time.Time.Compare)
		past, _ := slices.BinarySearchFunc(bought, cut.AddDate(0, 0, 1), time.Time.Compare)
		all = append(all, btyd.Outcome{
			History:   btyd.History{X: past - 1, Tx: weeks(bought[0], bought[past-1]), T: weeks(bought[0], cut)},
			Future:    len(bought) - past,
			Customers: 1,
		})
	}
	return all
}

// histories are the past of outcomes.
func histories(all []btyd.Outcome) []btyd.Group {
	groups := make([]btyd.Group, len(all))
	for i, o := range all {
		groups[i] = btyd.Group{History: o.History, Customers: o.Customers}
	}
	return groups
}
