package engine

import (
	"strings"
	"sync"

	"github.com/customer-landscape/landscape/queries"
)

// AddUnits fills in the unit of every column that has one unit wherever the public objects use its name, or its name with its type.
func AddUnits(columns []Column) {
	units := knownUnits()
	for i, c := range columns {
		unit, known := units[c.Name]
		if !known || unit == "" {
			unit = units[c.Name+" "+c.Type]
		}
		if unit == "money" && !strings.HasPrefix(c.Type, "DECIMAL") && c.Type != "DOUBLE" {
			unit = "" // a count that someone called as an amount is called
		}
		columns[i].Unit = unit
	}
}

// knownUnits maps a column's name, and its name and type with a blank between, to its unit, and one with several units to none.
var knownUnits = sync.OnceValue(func() map[string]string {
	units := map[string]string{}
	objects, err := queries.All()
	if err != nil {
		return units // Open has reported it
	}
	for _, o := range objects {
		if !o.IsPublic() {
			continue
		}
		for _, c := range o.Columns {
			for _, key := range []string{c.Name, c.Name + " " + c.Type} {
				if known, ok := units[key]; ok && known != c.Unit {
					units[key] = ""
					continue
				}
				units[key] = c.Unit
			}
		}
	}
	return units
})
