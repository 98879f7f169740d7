package ledgergen

import (
	"encoding/csv"
	"io"
)

// FxFile is the file of exchange rates, written where Config.Currencies asks for them.
const FxFile = "fx_rates.csv"

// base is the currency of the ledger on a line, and the one that rates are into.
const base = 0

// foreign are the currencies that some customers are invoiced in, from 1 on in Line.Currency, with the rate into EUR of the first month in
// hundredths.
var foreign = [...]struct {
	code string
	rate int64
}{{"USD", 92}, {"GBP", 117}, {"CHF", 104}, {"PLN", 23}}

const (
	foreignShare = 0.12 // of the customers are invoiced in another currency
	rateStep     = 2    // hundredths by which a rate moves at most from one month to the next
)

// drawCurrencies gives rates to every month and currencies to some customers. Rates have two decimals and prices abroad are whole units, so
// that every amount is a whole number of cents in the currency of the ledger: nothing is rounded anywhere.
func (l *Ledger) drawCurrencies() {
	if !l.cfg.Currencies {
		return
	}
	l.rates = make([][]int64, len(foreign))
	for i, f := range foreign {
		r := newRandom(l.cfg.Seed, streamRates<<40|uint64(i))
		rate := f.rate
		for range l.cal.months {
			l.rates[i] = append(l.rates[i], rate)
			rate = max(f.rate/2, rate+int64(r.below(2*rateStep+1))-rateStep)
		}
	}
	for i := firstPerson; i < len(l.customers); i++ {
		r := newRandom(l.cfg.Seed, streamCurrency<<40|uint64(i))
		if r.chance(foreignShare) {
			l.customers[i].currency = uint8(1 + r.below(len(foreign)))
		}
	}
}

// rate is what a unit of a currency is worth on a day of the span, in hundredths.
func (l *Ledger) rate(currency uint8, day int32) int64 {
	return l.rates[currency-1][l.cal.monthOf(day)]
}

// abroad turns a price per unit, in cents of the ledger, into that of a price list in whole units of a currency, and gives it in cents again.
func (l *Ledger) abroad(cents int64, currency uint8, day int32) int64 {
	rate := l.rate(currency, day)
	return rate * max(1, cents/rate)
}

// paid are the amounts of a line in cents of the currency that the line is in.
func (l *Ledger) paid(line *Line) (net, cost int64) {
	if line.Currency == base {
		return line.Net, line.Cost
	}
	rate := l.rate(line.Currency, line.Day-l.cal.epoch)
	return line.Net / rate * 100, line.Cost / rate * 100
}

// currencies are the codes of the currencies by Line.Currency.
func (l *Ledger) currencies() []string {
	codes := []string{l.cfg.Currency}
	for _, f := range foreign {
		codes = append(codes, f.code)
	}
	return codes
}

// WriteRates writes the exchange rates into the currency of the ledger as CSV: columns of the input table fx_rates under their own names, one
// row for each currency and day of the span.
func (l *Ledger) WriteRates(w io.Writer) error {
	out := csv.NewWriter(w)
	out.Write([]string{"currency", "rate_date", "to_base"})
	for i, f := range foreign {
		for day := range int32(l.cal.days()) {
			if l.rates != nil {
				out.Write([]string{f.code, dateText(l.cal.epoch + day), string(appendCents(nil, l.rate(uint8(i+1), day)))})
			}
		}
	}
	out.Flush()
	return out.Error()
}
