package enginetest

import (
	"cmp"
	"maps"
	"slices"
)

// purchase is an order with the lines that belong to it: invoice lines, and the credit lines that take some of it back.
type purchase struct {
	owner  string
	ranked bool
	day    Day // of its first invoice line
	net    Amount
}

// purchaseKey identifies what is one purchase: an order, or an invoice of one day.
type purchaseKey struct {
	source, customer, order, invoice string
	day                              Day
}

func keyOf(e *entry) purchaseKey {
	if e.OrderID != "" {
		return purchaseKey{source: e.Source, customer: e.customer, order: e.OrderID}
	}
	return purchaseKey{source: e.Source, customer: e.customer, invoice: e.InvoiceID, day: e.Date}
}

// findPurchases nets each order in document currency and keeps those worth more than nothing.
func (v *View) findPurchases() {
	found := map[purchaseKey]*purchase{}
	for _, e := range v.lines {
		if e.DocType != Invoice {
			continue
		}
		p := found[keyOf(e)]
		if p == nil {
			p = &purchase{owner: v.owner(e), ranked: e.kind == "", day: e.Date}
			found[keyOf(e)] = p
		}
		p.day = min(p.day, e.Date)
		p.net += e.Net
	}
	for _, e := range v.lines {
		if v.effective(e) {
			found[keyOf(e.credit.target)].net += e.Net
		}
	}
	for _, p := range found {
		switch {
		case p.net <= 0:
		case !p.ranked:
			v.nobodys[p.owner] = append(v.nobodys[p.owner], p)
		default:
			v.purchases = append(v.purchases, p)
			v.byOwner[p.owner] = append(v.byOwner[p.owner], p)
		}
	}
	byDay := func(x, y *purchase) int { return cmp.Compare(x.day, y.day) }
	slices.SortFunc(v.purchases, byDay)
	for owner := range maps.Keys(v.byOwner) {
		slices.SortFunc(v.byOwner[owner], byDay)
	}
}

// orders returns how many purchases the row of an owner counts in the window, also where the owner is nobody in particular, who is
// never active.
func (v *View) orders(owner string, w Window) int {
	n := v.bought(owner, w)
	for _, p := range v.nobodys[owner] {
		n += count(w.has(p.day))
	}
	return n
}

// bought returns how many purchases of the owner lie in the window.
func (v *View) bought(owner string, w Window) int {
	n := 0
	for _, p := range v.byOwner[owner] {
		if w.has(p.day) {
			n++
		}
	}
	return n
}

// firstOrder returns the day of the first purchase of the owner; NoDay when there is none.
func (v *View) firstOrder(owner string) Day {
	if list := v.byOwner[owner]; len(list) > 0 {
		return list[0].day
	}
	return NoDay
}

func (v *View) lastOrder(owner string) Day {
	if list := v.byOwner[owner]; len(list) > 0 {
		return list[len(list)-1].day
	}
	return NoDay
}
