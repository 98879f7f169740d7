package btyd_test

import (
	"errors"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

func TestCheckData(t *testing.T) {
	for _, c := range []struct {
		customers, repeaters int64
		days                 float64
		want                 string
	}{
		{100, 30, 180, ""},
		{412, 15, 700, "of 412 customers 397 bought once; a purchase-rate model needs at least 30 repeat buyers (15 found)"},
		{99, 50, 700, "a purchase-rate model needs at least 100 customers (99 found)"},
		{500, 300, 93, "a purchase-rate model needs a history of at least 180 days (93 found)"},
	} {
		err := btyd.CheckData(c.customers, c.repeaters, c.days)
		if c.want == "" {
			if err != nil {
				t.Error(err)
			}
			continue
		}
		var insufficient *btyd.InsufficientDataError
		if !errors.As(err, &insufficient) || err.Error() != c.want {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}
