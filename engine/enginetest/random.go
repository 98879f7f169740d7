package enginetest

import (
	"fmt"
	"math/rand/v2"
)

// maker makes one random ledger. Its knobs are drawn once, so that each ledger has a character of its own.
type maker struct {
	*rand.Rand
	Ledger
	from, days int
	customers  []string
	prices     []Amount // few, so that values tie
	costKnown  float64
	currencies []string
	serial     int
}

// Random returns the ledger of a seed: 50 to 400 lines over one to four years with credit notes of every kind (named, matched,
// unmatched, too large, too early), ties, orders of several invoices, free samples, adjustments, merged customers, parents, generic
// and internal accounts, lines of nobody, missing costs, and dates that favour month ends. The same seed gives the same ledger.
func Random(seed uint64) Ledger {
	m := &maker{Rand: rand.New(rand.NewPCG(seed, 12)), from: int(Date(2021, 1, 1))}
	m.from += m.IntN(700)
	m.days = 300 + m.IntN(1200)
	m.costKnown = []float64{1, 1, 0.99, 0.9, 0}[m.IntN(5)]
	m.prices = []Amount{10 * One, 20 * One, ParseAmount("12.5"), ParseAmount("3.33")}[:2+m.IntN(3)]
	m.currencies = []string{""}
	if m.chance(0.2) {
		m.foreign()
	}
	m.people()
	m.goods()
	for size := 50 + m.IntN(330); len(m.Lines) < size; {
		m.document()
	}
	m.Shuffle(len(m.Lines), func(i, j int) { m.Lines[i], m.Lines[j] = m.Lines[j], m.Lines[i] })
	return m.Ledger
}

func (m *maker) chance(p float64) bool { return m.Float64() < p }

func (m *maker) foreign() {
	m.Base, m.currencies = "EUR", []string{"", "EUR", "USD"}
	for day := m.from - 330; day < m.from+m.days+900; day += 10 + m.IntN(15) {
		m.Rates = append(m.Rates, Rate{"USD", Day(day), 80_000_000 + int64(m.IntN(30_000_001))})
	}
}

func (m *maker) people() {
	m.Aliases = map[string]string{}
	for i := range 4 + m.IntN(30) {
		id := fmt.Sprintf("c%02d", i)
		m.customers = append(m.customers, id)
		if m.chance(0.3) {
			c := Customer{ID: id, FirstOrder: NoDay}
			switch {
			case i > 0 && m.chance(0.5):
				c.ParentID = fmt.Sprintf("c%02d", m.IntN(i))
			case m.chance(0.3):
				c.ParentID = "group"
			}
			if m.chance(0.1) {
				c.StatusOverride = "prospect"
			}
			m.Customers = append(m.Customers, c)
		}
		if m.chance(0.08) {
			alias := "old-" + id
			m.Aliases[alias] = id
			m.customers = append(m.customers, alias)
		}
	}
	if m.chance(0.3) {
		m.Aliases["older"] = "old-c00"
		m.Aliases["old-c00"] = "c00"
		m.customers = append(m.customers, "older")
	}
	if m.chance(0.4) {
		m.Customers = append(m.Customers, Customer{ID: "cash", Generic: true, FirstOrder: NoDay},
			Customer{ID: "own", Internal: true, FirstOrder: NoDay}, Customer{ID: "idle", FirstOrder: NoDay})
		m.customers = append(m.customers, "cash", "own")
	}
	if m.chance(0.4) {
		m.customers = append(m.customers, "")
	}
}

func (m *maker) goods() {
	for i := range 6 {
		p := Product{ID: fmt.Sprintf("p%d", i)}
		if m.chance(0.7) {
			p.Line = fmt.Sprintf("l%d", i/2)
		}
		p.NotInProfile = m.chance(0.1)
		if m.chance(0.9) {
			m.Products = append(m.Products, p)
		}
	}
}

// day draws a date, often a month end.
func (m *maker) day() Day {
	d := Day(m.from + m.IntN(m.days))
	if m.chance(0.2) {
		y, month, _ := d.civil()
		return lastOfMonth(y, month)
	}
	return d
}

func (m *maker) id(letter string) string {
	m.serial++
	return fmt.Sprintf("%s%03d", letter, m.serial)
}

// document adds one invoice, order, lone credit note or adjustment, with the credit notes that follow it.
func (m *maker) document() {
	head := Line{
		Source: []string{"default", "default", "shop"}[m.IntN(3)], LineNo: 1, Date: m.day(), DocType: Invoice,
		CustomerID: m.customers[min(m.IntN(len(m.customers)), m.IntN(len(m.customers)))],
		Currency:   m.currencies[m.IntN(len(m.currencies))],
	}
	switch {
	case m.chance(0.06):
		head.DocType, head.InvoiceID, head.Net = Adjustment, m.id("J"), Amount(m.IntN(61)-30)*One
		m.Lines = append(m.Lines, head)
	case m.chance(0.04):
		head.DocType, head.InvoiceID, head.Net = CreditNote, m.id("K"), -Amount(1+m.IntN(30))*One
		m.Lines = append(m.Lines, head)
	case m.chance(0.12):
		head.OrderID = m.id("O")
		for range 1 + m.IntN(3) {
			m.invoice(head)
			head.Date += Day(m.IntN(45))
		}
	default:
		m.invoice(head)
	}
}

func (m *maker) invoice(head Line) {
	head.InvoiceID = m.id("I")
	if m.serial > 10 && m.chance(0.06) { // a number used before, for whomever
		head.InvoiceID = fmt.Sprintf("I%03d", 1+m.IntN(m.serial))
		for _, l := range m.Lines {
			if l.InvoiceID == head.InvoiceID && (l.Date == head.Date || l.CustomerID == head.CustomerID && head.OrderID != "") {
				head.InvoiceID = m.id("I")
				break
			}
		}
	}
	var lines []Line
	sample := m.chance(0.05)
	for i := range 1 + m.IntN(4) {
		l := head
		l.LineNo = i + 1
		if !m.chance(0.05) {
			l.ProductID = fmt.Sprintf("p%d", i*2%6+m.IntN(2))
		}
		units := Amount(1 + m.IntN(6))
		quantity := units * One
		l.Quantity, l.Net = &quantity, units*m.prices[m.IntN(len(m.prices))]
		switch {
		case sample:
			l.Net = 0
		case m.chance(0.05):
			l.Net += ParseAmount("0.01") // a lump sum, whose unit price is rounded
		case m.chance(0.03):
			l.Quantity, l.ProductID, l.Net = nil, "", -5*One // a discount on the invoice
		}
		if m.chance(m.costKnown) {
			cost := units * Amount(2+m.IntN(12)) * One
			l.Cost = &cost
		}
		lines = append(lines, l)
	}
	m.Lines = append(m.Lines, lines...)
	for m.chance(0.25) {
		m.credit(lines)
	}
}

// credit adds a credit note for some or all of an invoice.
func (m *maker) credit(invoice []Line) {
	back := append([]Line{}, invoice...)
	if m.chance(0.5) {
		i := m.IntN(len(back))
		back = back[i : i+1]
	}
	id, day := m.id("C"), invoice[0].Date+Day(m.IntN(150))
	if m.chance(0.15) {
		day = invoice[0].Date + []Day{0, 364, 365, 366, 500}[m.IntN(5)]
	}
	target, part, price := invoice[0].InvoiceID, m.chance(0.4), m.chance(0.15)
	kind := m.IntN(12)
	for i, l := range back {
		l.InvoiceID, l.LineNo, l.Date, l.DocType, l.OrderID = id, i+1, day, CreditNote, ""
		l.Net = -l.Net
		if l.Net >= 0 {
			continue
		}
		if l.Quantity != nil {
			quantity := -*l.Quantity
			if part {
				quantity, l.Net = -One, -(-l.Net).per(-quantity)
			}
			l.Quantity = &quantity
		}
		if l.Cost != nil {
			cost := -*l.Cost
			l.Cost = &cost
		}
		switch {
		case kind < 5:
			l.Reverses = target
		case kind == 5: // more than there was
			l.Reverses, l.Net = target, 2*l.Net
		case kind == 6:
			l.Reverses, l.Date = target, l.Date-Day(m.IntN(300))
		case kind == 7:
			l.Reverses, l.CustomerID = target, m.customers[m.IntN(len(m.customers))]
		case kind == 8 && m.Base != "":
			l.Reverses, l.Currency = target, m.currencies[m.IntN(3)]
		case price:
			l.Net += ParseAmount("0.5")
		}
		m.Lines = append(m.Lines, l)
	}
}

// RandomSettings returns settings to try on the ledger of a seed. The first are as of its last day; the others as of month ends, a day
// on which month arithmetic clamps, and any day.
func RandomSettings(seed uint64, l Ledger) []Settings {
	r := rand.New(rand.NewPCG(seed, 13))
	first, last := l.Lines[0].Date, l.Lines[0].Date
	for _, line := range l.Lines {
		first, last = min(first, line.Date), max(last, line.Date)
	}
	y, m, _ := last.civil()
	days := []Day{NoDay, lastOfMonth(y, m-1-r.IntN(5)), lastOfMonth(y, 2), lastOfMonth(y-1, 8) - 1, first + Day(r.IntN(int(last-first)))}
	var out []Settings
	for _, day := range days {
		s := Defaults()
		s.AsOf = day
		s.PeriodMonths = []int{12, 12, 3, 6}[r.IntN(4)]
		s.PeriodKind = []string{"rolling", "rolling", "calendar", "fiscal"}[r.IntN(4)]
		s.FiscalStart = 1 + r.IntN(12)
		s.Measure = []string{"revenue", "revenue", "profit"}[r.IntN(3)]
		s.MinCostCoverage = []string{"0.95", "0.95", "0.5"}[r.IntN(3)]
		s.TierMonths = []int{12, 12, 36, 3}[r.IntN(4)]
		s.ChurnGap = []int{12, 12, 6}[r.IntN(3)]
		s.ChurnMonths = []int{12, 12, 3}[r.IntN(3)]
		s.ChurnTolerance = []string{"0", "0.05", "0.25"}[r.IntN(3)]
		s.Compare = []string{"previous", "previous", "same_season"}[r.IntN(3)]
		s.ProductLevel = []string{"product", "line", ""}[r.IntN(3)]
		if needs := r.IntN(4); needs < 2 {
			drop := needs == 1
			s.ProductNeedsDrop = &drop
		}
		s.Level = []string{"customer", "customer", "parent"}[r.IntN(3)]
		s.CreditMatch = []string{"auto", "auto", "linked"}[r.IntN(3)]
		s.CreditPeriod = []string{"own", "own", "origin"}[r.IntN(3)]
		if r.IntN(3) == 0 {
			s.Cuts, s.Labels = []string{"0.5", "0.8", "0.95"}, []string{"AAA", "A", "B", "C"}
		}
		out = append(out, s)
	}
	return out
}
