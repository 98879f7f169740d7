package ledgergen

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// Buyers describes customers who buy until they are gone: the ledger to fit models of lifetime value to, since its parameters are known.
// The zero value of every field stands for its default. The same Buyers give the same ledger on the same processor architecture.
//
// A customer buys first on a day drawn evenly from the span, and then again after exponential gaps at a rate of its own, which is gamma
// distributed with shape R and rate Alpha; behind every purchase, the first included, it leaves for ever with a chance of its own, which is
// beta distributed (A, B). That is MBG/NBD of Batislam, Denizel and Filiztekin 2007. The value of a purchase is gamma distributed with
// shape P and a rate of the customer's own, which is gamma distributed with shape Q and rate Gamma (Fader and Hardie 2013).
type Buyers struct {
	// Seed selects the ledger. Defaults to 1.
	Seed uint64
	// Customers is their number; every one buys at least once. Defaults to 20,000; at least 100, at most 2^30.
	Customers int
	// R and Alpha, in days, are of the rate. Default to 0.9 and 60.
	R, Alpha float64
	// A and B are of the chance to leave. Default to 0.8 and 2.5.
	A, B float64
	// P, Q and Gamma are of the value in units of currency. Default to 6.25, 3.75 and 15.5, with a mean of about 35.
	P, Q, Gamma float64
	// From is the first day (UTC) on which a customer can buy first. Defaults to 2023-01-01.
	From time.Time
	// To is the last day (UTC), inclusive. Defaults to 2025-12-31. At most 20 years after From.
	To time.Time
}

// WithDefaults returns the description with its defaults filled in.
func (b Buyers) WithDefaults() Buyers {
	if b.Seed == 0 {
		b.Seed = 1
	}
	if b.Customers == 0 {
		b.Customers = 20_000
	}
	for _, one := range []struct {
		value     *float64
		byDefault float64
	}{{&b.R, 0.9}, {&b.Alpha, 60}, {&b.A, 0.8}, {&b.B, 2.5}, {&b.P, 6.25}, {&b.Q, 3.75}, {&b.Gamma, 15.5}} {
		if *one.value == 0 {
			*one.value = one.byDefault
		}
	}
	if b.From.IsZero() {
		b.From = time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if b.To.IsZero() {
		b.To = time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	return b
}

// Validate returns every fault of the description at once, naming field, value and rule; nil when there is none.
func (b Buyers) Validate() error {
	b = b.WithDefaults()
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if b.Customers < 100 || b.Customers > 1<<30 {
		fault("Customers is %d: at least 100, at most 2^30", b.Customers)
	}
	for _, one := range []struct {
		name  string
		value float64
	}{{"R", b.R}, {"Alpha", b.Alpha}, {"A", b.A}, {"B", b.B}, {"P", b.P}, {"Q", b.Q}, {"Gamma", b.Gamma}} {
		if !(one.value > 0) || math.IsInf(one.value, 0) {
			fault("%s is %v: a number above 0", one.name, one.value)
		}
	}
	return errors.Join(append(faults, checkSpan(b.From, b.To)...)...)
}

// Records returns the ledger as Arrow record batches of whole customers with at least batchRows rows each, the last one excepted, and a
// manifest, which is complete after the last batch. Each purchase is an invoice of one line. Memory does not grow with Customers.
// The columns are those of Ledger.Records. The caller releases the reader.
func (b Buyers) Records(mem memory.Allocator, batchRows int) (array.RecordReader, *Manifest, error) {
	if err := b.Validate(); err != nil {
		return nil, nil, fmt.Errorf("ledgergen: %w", err)
	}
	s := newBuyerStream(b.WithDefaults())
	return newRecordReader(mem, batchRows, "shop", []string{"EUR"}, linesFields, s.next), &s.manifest, nil
}
