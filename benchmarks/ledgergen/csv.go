package ledgergen

import (
	"encoding/csv"
	"io"
	"strconv"
	"time"
)

// LinesHeader is the header of the lines file: columns of invoice_lines under their own names. DeliveryHeader is what Config.Delivery
// makes of it.
const (
	LinesHeader    = linesColumns + "\n"
	DeliveryHeader = linesColumns + ",rep,channel,promised_date,delivered_date\n"

	linesColumns = "source,invoice_id,line_no,customer_id,invoice_date,doc_type,product_id,quantity,net_amount,cost_amount,currency,reverses_invoice_id"
)

// flushAt is the size in bytes at which a buffer of lines goes to the writer.
const flushAt = 1 << 18

// WriteLines writes the whole ledger as CSV with a header, in the order in which it was booked, and returns what it wrote. A NULL is an empty field.
func (l *Ledger) WriteLines(w io.Writer) (Manifest, error) {
	return l.writeLines(w, func([]Line) {})
}

// writeLines shows the lines of each day to seen as well.
func (l *Ledger) writeLines(w io.Writer, seen func([]Line)) (Manifest, error) {
	s := l.Lines()
	e := newLineEncoder(l)
	header := LinesHeader
	if l.cfg.Delivery {
		header = DeliveryHeader
	}
	buf := append(make([]byte, 0, flushAt+flushAt/4), header...)
	for s.Next() {
		day := s.Day()
		seen(day)
		for i := range day {
			e.setDay(day[i].Day)
			buf = e.append(buf, &day[i])
			if len(buf) >= flushAt {
				if _, err := w.Write(buf); err != nil {
					return Manifest{}, err
				}
				buf = buf[:0]
			}
		}
	}
	if _, err := w.Write(buf); err != nil {
		return Manifest{}, err
	}
	return s.Manifest(), nil
}

// lineEncoder appends lines as CSV. What is the same for a whole day is made once.
type lineEncoder struct {
	ledger   *Ledger
	days     *dayTexts // where deliveries are written
	day      int32
	source   string   // with its comma
	currency []string // with both commas, by Line.Currency
	types    [3]string
}

func newLineEncoder(l *Ledger) *lineEncoder {
	e := &lineEncoder{ledger: l, source: l.cfg.Source + ","}
	for _, code := range l.currencies() {
		e.currency = append(e.currency, ","+code+",")
	}
	if l.cfg.Delivery {
		e.days = newDayTexts(l.cal.epoch, l.cal.epoch+int32(l.cal.days())+20)
	}
	return e
}

// setDay makes the text between customer and product for the three kinds of document.
func (e *lineEncoder) setDay(day int32) {
	if e.types[0] != "" && e.day == day-e.ledger.cal.epoch {
		return
	}
	e.day = day - e.ledger.cal.epoch
	for t := range e.types {
		e.types[t] = "," + dateText(day) + "," + DocType(t).String() + ","
	}
}

func (e *lineEncoder) append(b []byte, line *Line) []byte {
	b = append(b, e.source...)
	b = appendDocument(b, line.Type, line.Document)
	b = append(b, ',')
	b = strconv.AppendInt(b, int64(line.No), 10)
	b = append(b, ',')
	b = e.ledger.appendAccount(b, line)
	b = append(b, e.types[line.Type]...)
	b = appendProduct(b, line.Product)
	b = append(b, ',')
	if line.Quantity != 0 {
		b = strconv.AppendInt(b, int64(line.Quantity), 10)
	}
	b = append(b, ',')
	net, cost := e.ledger.paid(line)
	b = appendCents(b, net)
	b = append(b, ',')
	if line.CostKnown {
		b = appendCents(b, cost)
	}
	b = append(b, e.currency[line.Currency]...)
	if line.Reverses != 0 {
		b = appendDocument(b, Invoice, line.Reverses)
	}
	if e.days != nil {
		b = e.appendSale(b, e.ledger.saleOf(line, e.day))
	}
	return append(b, '\n')
}

func (e *lineEncoder) appendSale(b []byte, s sale) []byte {
	b = append(append(append(b, ','), s.rep...), ',')
	b = append(append(b, s.channel...), ',')
	if s.promised > 0 {
		b = append(b, e.days.text(s.promised)...)
	}
	b = append(b, ',')
	if s.delivered > 0 {
		b = append(b, e.days.text(s.delivered)...)
	}
	return b
}

// appendDocument makes the text of a document's number, for example I00000042 for an invoice.
func appendDocument(b []byte, t DocType, number int64) []byte {
	return appendID(b, "ICA"[t], number, 8)
}

// appendCustomer makes the id of a customer by its index on file, nothing for NoCustomer.
func appendCustomer(b []byte, customer int32) []byte {
	switch customer {
	case NoCustomer:
		return b
	case 0:
		return append(b, "CASH"...)
	}
	return appendID(b, 'C', int64(customer), 6)
}

// appendProduct makes the id of a product by its index on file, nothing for NoProduct.
func appendProduct(b []byte, product int32) []byte {
	if product == NoProduct {
		return b
	}
	return appendID(b, 'P', int64(product)+1, 5)
}

// appendID appends a letter and a number of at least width digits.
func appendID(b []byte, letter byte, number int64, width int) []byte {
	b = append(b, letter)
	var digits [20]byte
	i := len(digits)
	for number > 0 || len(digits)-i < width {
		i--
		digits[i] = byte('0' + number%10)
		number /= 10
	}
	return append(b, digits[i:]...)
}

// appendCents appends an amount of cents with two decimals.
func appendCents(b []byte, cents int64) []byte {
	if cents < 0 {
		b = append(b, '-')
		cents = -cents
	}
	b = strconv.AppendInt(b, cents/100, 10)
	rest := cents % 100
	return append(b, '.', byte('0'+rest/10), byte('0'+rest%10))
}

// WriteCustomers writes the customers file as CSV: columns of the input table customers under their own names.
func (l *Ledger) WriteCustomers(w io.Writer) error {
	out := csv.NewWriter(w)
	out.Write([]string{"customer_id", "name", "parent_id", "persona", "industry", "region", "size_band", "account_manager", "created_date", "is_generic"})
	out.Write([]string{"CASH", "Cash sales", "", "", "", "", "", "", l.cfg.From.Format(time.DateOnly), "true"})
	for index := 1; index < l.cfg.Customers; index++ {
		p := l.profileOf(index)
		out.Write([]string{string(appendCustomer(nil, int32(index))), p.name, p.parent, p.persona, p.industry, p.region, p.sizeBand, p.manager, p.created, "false"})
	}
	out.Flush()
	return out.Error()
}

// WriteProducts writes the products file as CSV: columns of the input table products under their own names. The unit cost is that of the
// last year.
func (l *Ledger) WriteProducts(w io.Writer) error {
	out := csv.NewWriter(w)
	out.Write([]string{"product_id", "name", "line", "category", "brand", "uom", "unit_cost", "is_service", "in_profile"})
	for i := range l.products {
		p := &l.products[i]
		cost, uom := "", "pcs"
		if !p.noCost {
			cost = string(appendCents(nil, p.cost[len(p.cost)-1]))
		}
		if p.isService {
			uom = ""
		}
		out.Write([]string{p.id, p.name, p.department, p.category, p.brand, uom, cost,
			strconv.FormatBool(p.isService), strconv.FormatBool(p.inProfile)})
	}
	out.Flush()
	return out.Error()
}
