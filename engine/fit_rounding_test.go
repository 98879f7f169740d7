package engine

import (
	"fmt"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// TestFitRoundsInSQLAsInGo compares every small history: what the database groups is what a fit would have rounded.
func TestFitRoundsInSQLAsInGo(t *testing.T) {
	e := openEmpty(t)
	for _, days := range []int{1, 7, 28} {
		tx, age := stepped(days)
		got := texts(t, e, "select concat_ws(' ', x, t_x, t_age, "+tx+", "+age+`) from (select least(t_x, 1) as x, t_x, t_age
			from range(0, 40) as a(t_x) cross join range(0, 45) as b(t_age) where t_x <= t_age) order by t_x, t_age`)
		var want []string
		for tx := range 40 {
			for age := tx; age < 45; age++ {
				h := btyd.History{X: min(tx, 1), Tx: float64(tx), T: float64(age)}
				rounded := btyd.Coarsen([]btyd.Group{{History: h, Customers: 1}}, float64(days))[0]
				want = append(want, fmt.Sprint(h.X, tx, age, rounded.Tx, rounded.T))
			}
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			for i := range want {
				if got[i] != want[i] {
					t.Fatalf("in steps of %d days: x, t_x, t_age and both rounded are %q, want %q", days, got[i], want[i])
				}
			}
		}
	}
}
