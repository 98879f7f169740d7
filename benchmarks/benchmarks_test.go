package benchmarks_test

import (
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/customer-landscape/landscape/benchmarks"
)

// dataset generates the ledger of the run once, for all cases.
var dataset = sync.OnceValues(func() (data struct {
	scale benchmarks.Scale
	*benchmarks.Dataset
}, err error) {
	if data.scale, err = benchmarks.ScaleFromEnvironment(); err == nil {
		data.Dataset, err = benchmarks.NewDataset(data.scale)
	}
	made = data.Dataset
	return data, err
})

var made *benchmarks.Dataset

func TestMain(m *testing.M) {
	benchmarks.Child()
	code := m.Run()
	if made != nil {
		if err := made.Remove(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	os.Exit(code)
}

// Benchmark runs every case, once for each iteration that -benchtime asks for, and prints its figures.
func Benchmark(b *testing.B) {
	for _, c := range benchmarks.Cases {
		b.Run(c.Name, func(b *testing.B) {
			data, err := dataset()
			if err != nil {
				b.Fatal(err)
			}
			report, err := c.Run(b.Context(), data.scale, data.Dataset, b.Loop)
			if err != nil {
				b.Fatal(err)
			}
			for _, f := range report.Figures {
				fmt.Fprintln(os.Stderr, f)
			}
		})
	}
}
