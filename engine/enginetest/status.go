package enginetest

// Status is a row of customer_status.
type Status struct {
	CustomerID                            string
	Status                                string
	First, Last                           Day // NoDay without a purchase
	Orders                                int
	ReturnsOnly, ReversedOnly, ZeroOnly   bool
	LeftCensored                          bool
	creditLines, looseLines, freeInvoices int
}

// Statuses returns the status of every ranked customer that has a line up to the day or a row in customers.
func (v *View) Statuses() []Status {
	seen := map[string]bool{}
	for _, e := range v.lines {
		if e.kind == "" {
			seen[v.owner(e)] = true
		}
	}
	for id := range v.known {
		if v.kindOf(id) == "" {
			seen[v.ownerOf(id)] = true
		}
	}
	var out []Status
	for _, owner := range sortedKeys(seen) {
		out = append(out, v.statusOf(owner))
	}
	return out
}

func (v *View) ownerOf(customer string) string {
	if v.Level == "parent" {
		return v.root(customer)
	}
	return customer
}

func (v *View) statusOf(owner string) Status {
	if s, ok := v.statuses[owner]; ok {
		return s
	}
	s := Status{CustomerID: owner, First: v.firstOrder(owner), Last: v.lastOrder(owner), Orders: len(v.byOwner[owner])}
	worth := map[purchaseKey]Amount{}
	for _, e := range v.lines {
		if e.kind != "" || v.owner(e) != owner {
			continue
		}
		if e.credit != nil {
			s.creditLines++
			s.looseLines += count(!v.effective(e))
		}
		if e.DocType == Invoice {
			worth[keyOf(e)] += e.Net
		}
	}
	for _, net := range worth {
		s.freeInvoices += count(net == 0)
	}
	switch {
	case s.Last > Edge(v.AsOf, v.ChurnGap) && s.Last != NoDay:
		s.Status = "existing"
	case s.Last != NoDay:
		s.Status = "ex-customer"
	case s.looseLines > 0:
		s.Status, s.ReturnsOnly = "ex-customer", true
	default:
		s.Status, s.ReversedOnly = "prospect", s.creditLines > 0
		s.ZeroOnly = s.creditLines == 0 && s.freeInvoices > 0
	}
	s.LeftCensored = s.First != NoDay && s.First <= v.LedgerCompleteFrom+Day(v.LeftCensorDays)
	if c, ok := v.known[owner]; ok {
		if c.FirstOrder != NoDay && c.FirstOrder >= v.LedgerCompleteFrom {
			s.LeftCensored = false
		}
		if c.StatusOverride != "" {
			s.Status = c.StatusOverride
		}
	}
	v.statuses[owner] = s
	return s
}
