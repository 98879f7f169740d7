package ledgergen

import (
	"encoding/csv"
	"io"
)

// AliasesFile is the file of merged accounts, written where Config.Merged asks for them.
const AliasesFile = "customer_aliases.csv"

// mergedShare is how many of the customers were two accounts once.
const mergedShare = 0.02

// mergedOn is the day from which a customer's lines bear its own id, in days since 1970-01-01; false for who always had one.
func (l *Ledger) mergedOn(customer int32) (int32, bool) {
	if !l.cfg.Merged || customer <= 0 {
		return 0, false
	}
	r := newRandom(l.cfg.Seed, streamMerged<<40|uint64(customer))
	if !r.chance(mergedShare) {
		return 0, false
	}
	return l.cal.epoch + int32(r.below(l.cal.days())), true
}

// appendAccount makes the id that a line bears: the customer's, or that of the account that was not merged into it yet.
func (l *Ledger) appendAccount(b []byte, line *Line) []byte {
	if until, merged := l.mergedOn(line.Customer); merged && line.Day < until {
		return appendAlias(b, line.Customer)
	}
	return appendCustomer(b, line.Customer)
}

// appendAlias makes the id of a merged account.
func appendAlias(b []byte, customer int32) []byte { return appendID(b, 'M', int64(customer), 6) }

// WriteAliases writes the file of merged accounts as CSV: columns of the input table customer_aliases under their own names. It names accounts
// that may have no line: who bought nothing before the day.
func (l *Ledger) WriteAliases(w io.Writer) error {
	out := csv.NewWriter(w)
	out.Write([]string{"alias_id", "customer_id"})
	for index := int32(1); int(index) < l.cfg.Customers; index++ {
		if _, merged := l.mergedOn(index); merged {
			out.Write([]string{string(appendAlias(nil, index)), string(appendCustomer(nil, index))})
		}
	}
	out.Flush()
	return out.Error()
}
