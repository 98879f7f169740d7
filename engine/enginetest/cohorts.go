package enginetest

import "fmt"

// CohortCell is what the customers of one cohort did in one calendar period.
type CohortCell struct {
	Cohort, Period string
	Age            *int // periods since the cohort's own; nil for a row in parentheses
	Customers      *int // of the cohort; nil where nobody of the row ever bought or is ranked
	Complete       bool
	Active, Orders int
	Revenue        Amount
}

// cohortTable collects the cells of one cohort by period number.
type cohortTable struct {
	slot    *int // the cohort's own period; nil for a row in parentheses
	members *int
	cells   map[int]*CohortCell
	buyers  map[int]map[string]bool
}

// Cohorts returns every cell of the cohorts whose periods last some months: 1, 3 or 12.
func (v *View) Cohorts(months int) []CohortCell {
	if len(v.lines) == 0 {
		return nil
	}
	slot := func(d Day) int {
		y, m, _ := d.civil()
		return floorDiv(y*12+m-1, months)
	}
	tables := map[string]*cohortTable{}
	table := func(owner, kind string) *cohortTable {
		label, own := owner, (*int)(nil)
		if kind == "" {
			label = "(no order)"
			if came, bought := v.cameOn(owner); bought && came == NoDay {
				label = "(before ledger)"
			} else if bought {
				n := slot(came)
				label, own = periodLabel(n, months), &n
			}
		}
		if tables[label] == nil {
			tables[label] = &cohortTable{slot: own, cells: map[int]*CohortCell{}, buyers: map[int]map[string]bool{}}
		}
		return tables[label]
	}
	for _, e := range v.lines {
		t := table(v.owner(e), e.kind)
		t.cell(slot(e.Date))
		t.cell(slot(v.dated(e))).Revenue += e.net
	}
	for _, p := range v.purchases {
		t := table(p.owner, "")
		t.cell(slot(p.day)).Orders++
		if t.buyers[slot(p.day)] == nil {
			t.buyers[slot(p.day)] = map[string]bool{}
		}
		t.buyers[slot(p.day)][p.owner] = true
	}
	for owner := range v.byOwner {
		t := table(owner, "")
		if t.members == nil {
			t.members = new(int)
		}
		*t.members++
	}
	for owner, list := range v.nobodys {
		for _, p := range list {
			table(owner, owner).cell(slot(p.day)).Orders++
		}
	}
	var out []CohortCell
	for _, label := range sortedKeys(tables) {
		t := tables[label]
		from := slot(v.first())
		if t.slot != nil {
			from = max(from, *t.slot)
		}
		for n := from; n <= slot(v.AsOf); n++ {
			t.cell(n)
		}
		for n, c := range t.cells {
			c.Cohort, c.Period, c.Customers, c.Active = label, periodLabel(n, months), t.members, len(t.buyers[n])
			c.Complete = lastOfMonth(floorDiv((n+1)*months-1, 12), (n+1)*months-1-12*floorDiv((n+1)*months-1, 12)+1) <= v.AsOf
			if t.slot != nil {
				age := n - *t.slot
				c.Age = &age
			}
			out = append(out, *c)
		}
	}
	return out
}

func (t *cohortTable) cell(n int) *CohortCell {
	if t.cells[n] == nil {
		t.cells[n] = &CohortCell{}
	}
	return t.cells[n]
}

func periodLabel(n, months int) string {
	month := n * months
	switch months {
	case 1:
		return fmt.Sprintf("%04d-%02d", month/12, month%12+1)
	case 3:
		return fmt.Sprintf("%04d-Q%d", month/12, month%12/3+1)
	default:
		return fmt.Sprintf("%04d", month/12)
	}
}

// cameOn returns the day of the first purchase ever of an owner, NoDay where it may lie before the ledger, and whether there is one.
func (v *View) cameOn(owner string) (day Day, bought bool) {
	first := v.firstOrder(owner)
	if first == NoDay {
		return NoDay, false
	}
	stated := v.statedFirst(owner)
	if v.statusOf(owner).LeftCensored || stated != NoDay && stated < v.LedgerCompleteFrom {
		return NoDay, true
	}
	if stated != NoDay {
		first = min(first, stated)
	}
	return first, true
}

// statedFirst returns the earliest first order that the table customers states for the accounts of an owner; NoDay for none.
func (v *View) statedFirst(owner string) Day {
	stated := NoDay
	for id, c := range v.known {
		if v.kindOf(id) == "" && v.ownerOf(id) == owner && c.FirstOrder != NoDay && (stated == NoDay || c.FirstOrder < stated) {
			stated = c.FirstOrder
		}
	}
	return stated
}

// CohortRecords are the rows of cohorts by a metric: revenue, orders or customers.
func CohortRecords(cells []CohortCell, metric string) []Record {
	var out []Record
	for _, c := range cells {
		value := map[string]Amount{"revenue": c.Revenue, "orders": Amount(c.Orders) * One, "customers": Amount(c.Active) * One}[metric]
		rec := Record{"cohort": c.Cohort, "period": c.Period, "age": nil, "cohort_customers": nil, "so_far": value, "metric_value": nil,
			"is_complete": c.Complete}
		if c.Age != nil {
			rec["age"] = int64(*c.Age)
		}
		if c.Customers != nil {
			rec["cohort_customers"] = int64(*c.Customers)
		}
		if c.Complete {
			rec["metric_value"] = value
		}
		out = append(out, rec)
	}
	return out
}
