package benchmarks

import (
	"errors"
	"fmt"
	"os"
	"strconv"
)

// Scale says how large a run is and what each side may use. Both sides of a ratio get the same.
type Scale struct {
	// Lines is the number of invoice lines aimed at. Defaults to 100,000; LANDSCAPE_BENCH_LINES.
	Lines int64
	// Customers is the number of customers on file. Defaults to a fiftieth of Lines; LANDSCAPE_BENCH_CUSTOMERS.
	Customers int
	// Buyers is the number of simulated customers that models of lifetime value are fitted to. Defaults to 20,000;
	// LANDSCAPE_BENCH_FIT_CUSTOMERS.
	Buyers int
	// Threads of DuckDB. Defaults to the number of cores; LANDSCAPE_BENCH_THREADS.
	Threads int
	// MemoryLimit of the process, as in "4GB"; LANDSCAPE_BENCH_MEMORY. Defaults to 80 % of the machine.
	MemoryLimit string
	// KeepViews is the setting keep_views of the business that is refreshed; the default when empty.
	KeepViews string
	// Dir is where ledgers and databases go; what a run makes there it removes. Defaults to the folder for temporary files;
	// LANDSCAPE_BENCH_DIR. About 250 bytes per line are needed.
	Dir string
	// Child are the arguments with which this program calls Child; none for a test program.
	Child []string
	// Binary is the command line to measure, LANDSCAPE_BENCH_BINARY; without one its cases are skipped.
	Binary string
}

// ScaleFromEnvironment reads the variables named at the fields of Scale and returns every fault at once.
func ScaleFromEnvironment() (Scale, error) {
	s := Scale{
		Lines:       100_000,
		MemoryLimit: os.Getenv("LANDSCAPE_BENCH_MEMORY"),
		Dir:         os.Getenv("LANDSCAPE_BENCH_DIR"),
		Binary:      os.Getenv("LANDSCAPE_BENCH_BINARY"),
	}
	if s.Dir == "" {
		s.Dir = os.TempDir()
	}
	var faults []error
	number := func(name string, least, value int64) int64 {
		text := os.Getenv(name)
		if text == "" {
			return value
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < least {
			faults = append(faults, fmt.Errorf("%s is %q: a whole number of at least %d", name, text, least))
		}
		return n
	}
	s.Lines = number("LANDSCAPE_BENCH_LINES", leastLines, s.Lines)
	s.Customers = int(number("LANDSCAPE_BENCH_CUSTOMERS", 20, s.Lines/50))
	s.Buyers = int(number("LANDSCAPE_BENCH_FIT_CUSTOMERS", 2_000, 20_000))
	s.Threads = int(number("LANDSCAPE_BENCH_THREADS", 1, 0))
	return s, errors.Join(faults...)
}
