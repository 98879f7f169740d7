package render

import "slices"

// rowAmounts are the columns of the input tables whose amounts are in the currency of their own row, whatever the base currency is.
var rowAmounts = []string{"net_amount", "cost_amount", "net_doc", "estimated_annual_revenue", "annual_amount", "amount", "cost"}

// InCurrency writes the base currency to the columns of money that are certain to be in it: none where the rows name a currency of their
// own, and no column of an input table.
func InCurrency(columns []Column, currency string) []Column {
	if currency == "" || slices.ContainsFunc(columns, func(c Column) bool { return c.Name == "currency" }) {
		return columns
	}
	for i, c := range columns {
		if c.Unit == "money" && !slices.Contains(rowAmounts, c.Name) {
			columns[i].Currency = currency
		}
	}
	return columns
}
