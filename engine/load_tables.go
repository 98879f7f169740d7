package engine

import (
	"slices"
	"strings"
	"sync"

	"github.com/customer-landscape/landscape/queries"
)

// inputTables returns the tables that a load fills, in name order.
var inputTables = sync.OnceValues(func() ([]queries.Object, error) {
	objects, err := queries.All()
	if err != nil {
		return nil, err
	}
	var out []queries.Object
	for _, o := range objects {
		if o.IsInput() {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b queries.Object) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
})

// tableKey returns the columns by which rows of the table replace each other, nil when rows only add up. For the ledger it is the
// invoice: real ledgers reuse numbers for other customers and days.
func tableKey(t queries.Object) []string {
	if t.Key != nil {
		return t.Key
	}
	for _, c := range t.Columns {
		if c.NotNull() && strings.Contains(c.Text, "unique") {
			return []string{c.Name}
		}
	}
	return nil
}

// requiredColumns must be mapped, and all but the customer of a line must have a value in every row.
func requiredColumns(t queries.Object) []string {
	if t.Name == ledgerTable {
		return []string{"customer_id", "invoice_date", "net_amount"}
	}
	out := slices.Clone(tableKey(t))
	for _, c := range t.Columns {
		if c.NotNull() && !slices.Contains(out, c.Name) {
			out = append(out, c.Name)
		}
	}
	return out
}

// mayBeEmpty reports whether a required column may lack a value: a line without customer is loaded and counted as unassigned.
func mayBeEmpty(t queries.Object, column string) bool {
	return t.Name == ledgerTable && column == "customer_id"
}

// loadedColumns are the columns that an extract can fill: not those that the load computes.
func loadedColumns(t queries.Object) []queries.Column {
	var out []queries.Column
	for _, c := range t.Columns {
		if c.Name != "load_id" && (t.Name != ledgerTable || c.Name != "mi") {
			out = append(out, c)
		}
	}
	return out
}

// kindOfColumn is the kind of raw column that becomes the table's column.
func kindOfColumn(c queries.Column) string {
	switch {
	case c.Unit == "key":
		return "key"
	case c.Type == "DATE":
		return "date"
	case c.Type == "TIMESTAMP":
		return "timestamp"
	case strings.HasPrefix(c.Type, "DECIMAL"):
		return "decimal"
	case c.Type == "INTEGER" || c.Type == "BIGINT":
		return "integer"
	case c.Type == "BOOLEAN":
		return "flag"
	case c.Type == "DOUBLE":
		return "number"
	case strings.HasPrefix(c.Type, "MAP"):
		return "map"
	default:
		return "text"
	}
}

// quoteNames writes names as a comma-separated list of identifiers, each after the prefix.
func quoteNames(prefix string, names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = prefix + quoteName(n)
	}
	return strings.Join(out, ", ")
}

// sameKey compares the key columns of two relations, NULL being equal to NULL.
func sameKey(a, b string, key []string) string {
	out := make([]string, len(key))
	for i, k := range key {
		out[i] = a + "." + quoteName(k) + " is not distinct from " + b + "." + quoteName(k)
	}
	return strings.Join(out, " and ")
}
