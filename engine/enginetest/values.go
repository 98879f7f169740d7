package enginetest

import "slices"

// sums are what the lines of one owner add up to in one window.
type sums struct {
	lines                              int
	net, cost, netCosted               Amount
	netAbs, netAbsCosted, profitCosted Amount
}

func (s *sums) add(e *entry) {
	s.lines++
	s.net += e.net
	s.netAbs += e.net.abs()
	if e.cost != nil {
		s.cost += *e.cost
		s.netCosted += e.net
		s.netAbsCosted += e.net.abs()
		s.profitCosted += e.net - *e.cost
	}
}

// covered tells whether enough of the value has a known cost. Without any value there is nothing to cover.
func (s *sums) covered(least string) bool {
	return s.netAbs == 0 || s.netAbsCosted.atLeast(least, s.netAbs)
}

// sumBy adds the lines of a window up by a key; lines with the key "" are left out.
func (v *View) sumBy(w Window, key func(*entry) string) map[string]*sums {
	out := map[string]*sums{}
	for _, e := range v.lines {
		if k := key(e); k != "" && w.has(v.dated(e)) {
			if out[k] == nil {
				out[k] = &sums{}
			}
			out[k].add(e)
		}
	}
	return out
}

// ranked is the key of ranked customers alone.
func (v *View) ranked(e *entry) string {
	if e.kind != "" {
		return ""
	}
	return v.owner(e)
}

// value returns the measure of the sums: nil where too little of the cost is known.
func (v *View) value(s *sums) *Amount {
	if s == nil {
		s = &sums{}
	}
	if v.Measure == "profit" {
		if !s.covered(v.MinCostCoverage) {
			return nil
		}
		return &s.profitCosted
	}
	return &s.net
}

// unknown tells whether too little of the cost of the ranked customers together is known.
func (v *View) unknown(byOwner map[string]*sums) bool {
	var all sums
	for owner, s := range byOwner {
		if owner != Unassigned && owner != GenericRow && owner != Internal {
			all.netAbs += s.netAbs
			all.netAbsCosted += s.netAbsCosted
		}
	}
	return v.Measure == "profit" && !all.covered(v.MinCostCoverage)
}

// total returns the measure of every line of a window, lines of nobody in particular included.
func (v *View) total(w Window) *sums {
	all := v.sumBy(w, func(*entry) string { return "all" })["all"]
	if all == nil {
		all = &sums{}
	}
	return all
}

// unassignedShare returns the revenue of lines of nobody in particular as a fraction of the ledger's.
func (v *View) unassignedShare(w Window) *float64 {
	var nobody Amount
	for owner, s := range v.sumBy(w, v.owner) {
		if owner == Unassigned || owner == GenericRow || owner == Internal {
			nobody += s.net
		}
	}
	return nobody.over(v.total(w).net)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
