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
		"golden12": {
			{"pvm_revenue", "product_id", "pvm"},
			{"pvm_profit", "product_id", "pvm(1, 0, measure := 'profit')"},
			{"product_churn", "product_id", "product_churn"},
			{"rfm", "customer_id", "rfm"},
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
