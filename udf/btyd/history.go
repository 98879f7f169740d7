package btyd

import (
	"fmt"
	"math"
)

// History is all that a buy-till-you-die model needs to know of one customer observed up to one day. The three times are in
// one unit, the unit of the model's parameters.
type History struct {
	X       int     // repeat purchases: purchases after the first, 0 or more
	Tx      float64 // time from the first purchase to the last; 0 exactly when X is 0
	T       float64 // time from the first purchase to the end of the observation, Tx or more, up to 1e18
	LogGaps float64 // sum of the natural logarithms of the X gaps between purchases; read by CNBD alone
}

// Group is a number of customers that share one history. Grouping loses nothing: a likelihood is a sum over customers.
type Group struct {
	History
	Customers int64 // 1 or more
}

// check reports the first field out of its valid range, by name and value.
func (h History) check() error {
	switch {
	case h.X < 0:
		return fmt.Errorf("x = %d: repeat purchases are 0 or more", h.X)
	case math.IsNaN(h.Tx) || math.IsInf(h.Tx, 0) || h.Tx < 0:
		return fmt.Errorf("t_x = %v: the time of the last purchase is a number, 0 or more", h.Tx)
	case math.IsNaN(h.T) || math.IsInf(h.T, 0) || h.T < h.Tx:
		return fmt.Errorf("t = %v: the age is a number, not under t_x = %v", h.T, h.Tx)
	case h.T > maxTime:
		return fmt.Errorf("t = %v: the age is not over %v", h.T, maxTime)
	case h.X == 0 && h.Tx != 0:
		return fmt.Errorf("t_x = %v: without a repeat purchase (x = 0) it is 0", h.Tx)
	case math.IsNaN(h.LogGaps) || math.IsInf(h.LogGaps, 0):
		return fmt.Errorf("log gaps = %v: the sum of logarithms is a number", h.LogGaps)
	}
	return nil
}
