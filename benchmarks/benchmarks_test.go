package benchmarks_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/customer-landscape/landscape/benchmarks"
)

func TestMain(m *testing.M) {
	benchmarks.Child()
	os.Exit(m.Run())
}

// Benchmark runs every case that need not be asked for, once for each iteration that -benchtime asks for, and prints its figures.
func Benchmark(b *testing.B) {
	scale, err := benchmarks.ScaleFromEnvironment()
	if err != nil {
		b.Fatal(err)
	}
	cases, err := benchmarks.Select("")
	if err != nil {
		b.Fatal(err)
	}
	run := benchmarks.NewRun(scale)
	defer func() {
		if err := run.Close(); err != nil {
			b.Error(err)
		}
	}()
	for _, c := range cases {
		b.Run(c.Name, func(b *testing.B) {
			result, err := run.Measure(b.Context(), c, b.Loop)
			if err != nil {
				b.Fatal(err)
			}
			if result.Skipped != "" {
				b.Skip(result.Skipped)
			}
			for _, f := range result.Figures {
				fmt.Fprintln(os.Stderr, f)
			}
		})
	}
}
