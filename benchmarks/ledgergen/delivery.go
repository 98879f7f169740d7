package ledgergen

// lateShare of the invoices arrive after the promised day.
const lateShare = 0.08

// delivery is when the goods of an invoice were promised and when they came, in days after its date; both 0 where nothing is delivered. It
// depends on the seed and the document alone.
type delivery struct{ promised, delivered int32 }

func deliveryOf(seed uint64, line *Line) delivery {
	if line.Type != Invoice || line.Product < serviceCount {
		return delivery{}
	}
	bits := documentBits(seed, line)
	d := delivery{promised: 2 + int32(bits&3)}
	if unit(bits) < lateShare {
		d.delivered = d.promised + 1 + int32(bits>>2&7)
	} else {
		d.delivered = d.promised - int32(bits>>2&1)
	}
	return d
}

func (d delivery) isLate() bool { return d.delivered > d.promised }

func documentBits(seed uint64, line *Line) uint64 {
	return mix(seed*0x9e3779b97f4a7c15 ^ uint64(line.Document)*0xd1342543de82ef95)
}

// sale is what the columns of Config.Delivery say of a line. Days are since 1970-01-01, 0 where there is none.
type sale struct {
	rep, channel        string
	promised, delivered int32
}

// Every year webGrowth more of the orders come through the webshop, webShare in the first; the others as the customer is used to.
const (
	webshop   = "webshop"
	webShare  = 0.25
	webGrowth = 0.08
	webMost   = 0.90
)

var orderChannels = []string{"phone", "field sales", "EDI"}

// saleOf is the sale of a line on a day of the span counted from 0.
func (l *Ledger) saleOf(line *Line, day int32) sale {
	if line.Customer == NoCustomer {
		return sale{}
	}
	if line.Customer == 0 {
		return sale{channel: "counter"}
	}
	s := sale{rep: l.managers[line.Customer].name()}
	if line.Type != Invoice {
		return s
	}
	s.channel = orderChannels[uint(l.customers[line.Customer+1].taste)%uint(len(orderChannels))]
	if unit(mix(documentBits(l.cfg.Seed, line))) < min(webMost, webShare+webGrowth*float64(l.cal.years[day])) {
		s.channel = webshop
	}
	if d := deliveryOf(l.cfg.Seed, line); d.promised > 0 {
		s.promised, s.delivered = line.Day+d.promised, line.Day+d.delivered
		if int(day+d.delivered) >= l.cal.days() {
			s.delivered = 0 // still under way
		}
	}
	return s
}
