package views_test

import (
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// The small ledgers of the product views say what was worked out by hand in their READMEs.
func TestProductsByHand(t *testing.T) {
	for folder, cases := range map[string][][3]string{
		"whitespace": {
			{"whitespace", "customer_id product_id", "whitespace"},
		},
	} {
		t.Run(folder, func(t *testing.T) {
			e := Open(t)
			LoadFolder(t, e, folder)
			s := Session(t, e)
			AsOf(t, s, "2025-12-31")
			CheckFigures(t, s, folder, cases)
		})
	}
}
