package btyd

import "fmt"

// What a purchase-rate model needs of a data set before it is fitted.
const (
	MinCustomers = 100
	MinRepeaters = 30
	MinSpanDays  = 180
)

// InsufficientDataError says which need of a purchase-rate model a data set does not meet.
type InsufficientDataError struct {
	Customers int64
	Repeaters int64   // customers with a repeat purchase
	SpanDays  float64 // from the first purchase of the ledger to the end of the observation
}

// CheckData returns an *InsufficientDataError unless there are MinCustomers, MinRepeaters among them and MinSpanDays. A fit of less
// than that can succeed, and mean nothing.
func CheckData(customers, repeaters int64, spanDays float64) error {
	if customers >= MinCustomers && repeaters >= MinRepeaters && spanDays >= MinSpanDays {
		return nil
	}
	return &InsufficientDataError{Customers: customers, Repeaters: repeaters, SpanDays: spanDays}
}

// Error gives the counts of the data and the one that is needed.
func (e *InsufficientDataError) Error() string {
	switch {
	case e.Customers < MinCustomers:
		return fmt.Sprintf("a purchase-rate model needs at least %d customers (%d found)", MinCustomers, e.Customers)
	case e.Repeaters < MinRepeaters:
		return fmt.Sprintf("of %d customers %d bought once; a purchase-rate model needs at least %d repeat buyers (%d found)",
			e.Customers, e.Customers-e.Repeaters, MinRepeaters, e.Repeaters)
	default:
		return fmt.Sprintf("a purchase-rate model needs a history of at least %d days (%.0f found)", MinSpanDays, e.SpanDays)
	}
}
