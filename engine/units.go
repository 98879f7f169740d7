package engine

import (
	"sync"

	"github.com/customer-landscape/landscape/queries"
)

// addUnits fills in the unit of every column that has the same unit wherever the public objects use its name.
func addUnits(columns []Column) {
	units := knownUnits()
	for i, c := range columns {
		columns[i].Unit = units[c.Name]
	}
}

// knownUnits maps a column's name to its unit, and a name with several units to none.
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
			if known, ok := units[c.Name]; ok && known != c.Unit {
				units[c.Name] = ""
				continue
			}
			units[c.Name] = c.Unit
		}
	}
	return units
})
