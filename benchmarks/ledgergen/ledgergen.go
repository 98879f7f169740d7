// Package ledgergen makes seeded invoice ledgers of any size: customers who arrive, buy at their own pace, grow, shrink, fall silent
// and sometimes come back, with products, costs, credit notes and the untidy rows that real ledgers carry; and around a ledger the
// business it came from: prospects, deals, people, touches, referrals, complaints, contracts and why customers leave.
//
// It leaves loading and every figure to its callers, and states in a Manifest and a Truth what a reader of its files must find. It may import the
// standard library and Arrow, never the engine, and it compiles without cgo.
package ledgergen

import (
	"errors"
	"fmt"
	"time"
)

// Config describes a ledger. The zero value of every field stands for its default, so Config{} is the sample ledger of the demo.
// The same Config gives the same bytes on the same processor architecture.
type Config struct {
	// Seed selects the ledger among all those of the same size. Defaults to 1.
	Seed uint64
	// Lines is the number of invoice lines aimed at; what comes out lies within a few per cent of it and is exact in the Manifest.
	// Defaults to 200,000; at least 1,000.
	Lines int64
	// Customers is the number of customers on file, including a few who never buy. Defaults to Lines / 65; at least 20.
	Customers int
	// Products is the number of products on file. Defaults to Lines / 500 between 60 and 20,000; at least 20.
	Products int
	// From is the first day (UTC) on which a line can be dated. Defaults to 2022-01-01, a fixed date: a sample must not depend on the clock.
	From time.Time
	// To is the last day (UTC), inclusive. Defaults to 2025-12-31. At most 20 years after From.
	To time.Time
	// Source is the value of the column source. Defaults to "erp".
	Source string
	// Currency is the currency of all amounts. Defaults to "EUR".
	Currency string
	// Delivery adds the columns rep, channel, promised_date and delivered_date to the lines; everything else stays as it is without it.
	Delivery bool
	// Merged writes the lines of some customers under an id of their own until the day on which that account was merged into the customer's, and
	// the file of such ids; everything else stays as it is without it.
	Merged bool
	// Currencies invoices some customers in other currencies and writes the file of exchange rates into Currency, which is EUR then. Everything
	// in a Manifest and a Truth is in EUR, to the cent.
	Currencies bool
	// Corrections corrects some invoices long after: by adjustments that are booked later but dated on the day of the invoice, and by credit
	// notes after a year or two. Lines are then in the order in which they were booked and not quite in that of their dates.
	Corrections bool
	// Seasons gives some products months in which they sell, and every product a day of its own on which its price changes each year.
	Seasons bool
	// Modelled lets customers buy as MBG/NBD has it, with parameters that the Truth states, in place of the livelier population of the default:
	// everyone arrives within the span, nobody returns, and no day of the week or the year is better than another.
	Modelled bool
}

// maxDays bounds the span of a ledger; the tables per day and per month stay small.
const maxDays = 20 * 366

func (c Config) withDefaults() Config {
	if c.Seed == 0 {
		c.Seed = 1
	}
	if c.Lines == 0 {
		c.Lines = 200_000
	}
	if c.Customers == 0 {
		c.Customers = max(20, int(c.Lines/65))
	}
	if c.Products == 0 {
		c.Products = min(20_000, max(60, int(c.Lines/500)))
	}
	if c.From.IsZero() {
		c.From = time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if c.To.IsZero() {
		c.To = time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	if c.Source == "" {
		c.Source = "erp"
	}
	if c.Currency == "" {
		c.Currency = "EUR"
	}
	return c
}

// Validate returns every fault of the configuration at once, naming field, value and rule; nil when there is none.
func (c Config) Validate() error {
	c = c.withDefaults()
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if c.Lines < 1000 {
		fault("Lines is %d: at least 1000", c.Lines)
	}
	if c.Customers < 20 || c.Customers > 1<<30 {
		fault("Customers is %d: at least 20, at most 2^30", c.Customers)
	}
	if c.Products < 20 || c.Products > 1<<20 {
		fault("Products is %d: at least 20, at most 2^20", c.Products)
	}
	faults = append(faults, checkSpan(c.From, c.To)...)
	if c.Currencies && c.Currency != "EUR" {
		fault("Currency is %q: EUR where Currencies are asked for", c.Currency)
	}
	for _, text := range []struct{ name, value string }{{"Source", c.Source}, {"Currency", c.Currency}} {
		for _, r := range text.value {
			if r < ' ' || r == ',' || r == '"' {
				fault("%s is %q: no comma, quote or control character", text.name, text.value)
				break
			}
		}
	}
	return errors.Join(faults...)
}

// checkSpan names what is wrong with the first and the last day of a ledger.
func checkSpan(from, to time.Time) []error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	for _, day := range []struct {
		name  string
		value time.Time
	}{{"From", from}, {"To", to}} {
		if !day.value.Equal(day.value.UTC().Truncate(24 * time.Hour)) {
			fault("%s is %v: a day at midnight UTC", day.name, day.value)
		}
	}
	if days := to.Sub(from).Hours() / 24; days < 31 || days > maxDays {
		fault("From %s To %s: the span is 31 days to 20 years", from.Format(time.DateOnly), to.Format(time.DateOnly))
	}
	return faults
}

// Ledger is one generated business: its customers and products, and any number of identical streams of its lines.
type Ledger struct {
	cfg       Config
	cal       calendar
	products  []product
	departs   []span // the goods products of each department
	customers []customer
	managers  []manager // by index on file
	rates     [][]int64 // of foreign currencies by month, in hundredths; nil without them
	alpha     float64   // of the rates of a modelled population, in days
}

// New draws the customers and products of cfg. Its time and memory grow with Customers (about 100 bytes each), not with Lines.
func New(cfg Config) (*Ledger, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("ledgergen: %w", err)
	}
	cfg = cfg.withDefaults()
	l := &Ledger{cfg: cfg, cal: newCalendar(cfg.From, cfg.To, cfg.Modelled)}
	l.drawProducts()
	l.drawCustomers()
	l.drawManagers()
	l.drawCurrencies()
	return l, nil
}

// Config returns the configuration with its defaults filled in.
func (l *Ledger) Config() Config { return l.cfg }
