package ledgergen

import "strconv"

const (
	contactsHeader    = "contact_id,customer_id,prospect_id,name,email,phone,kind,opted_out"
	connectionsHeader = "from_contact,to_contact,made_on"
	clientLinksHeader = "customer_id,client_name,client_customer_id,share"
)

// contactsOf is the number of people known at a customer.
func (b *Business) contactsOf(p person) int {
	r := b.random(streamContacts, p.index)
	return [tierCount]int{3, 2, 1}[p.tier] + r.below(2)*r.below(3)
}

func appendContact(buf []byte, customer int32, number int) []byte {
	return strconv.AppendInt(append(appendID(buf, 'K', int64(customer), 6), '-'), int64(number), 10)
}

func appendProspectContact(buf []byte, prospect int64) []byte {
	return appendProspect(append(buf, 'K'), prospect)
}

func (t *table) contact(customer int32, number int) {
	t.buf = append(appendContact(t.buf, customer, number), ',')
}

// optedOut tells whether a contact of a customer wants no bulk mail.
func (b *Business) optedOut(customer int32, number int) bool {
	r := newRandom(b.ledger.cfg.Seed, streamContacts<<40|1<<39|uint64(customer)<<5|uint64(number))
	return r.chance(optOutShare)
}

func (b *Business) writeContacts(t *table) {
	b.each(func(p person) {
		r := b.random(streamContacts, p.index)
		r.next()
		country := b.ledger.countryOf(int(p.index))
		for n := 1; n <= b.contactsOf(p); n++ {
			t.contact(p.index, n)
			t.customer(p.index)
			t.null()
			t.text(pick(&r, countries[country].given) + " " + pick(&r, countries[country].names))
			t.buf = append(strconv.AppendInt(append(t.buf, 'k'), int64(n), 10), '@')
			t.buf = append(appendID(t.buf, 'c', int64(p.index), 6), ".example,"...)
			t.buf = append(appendID(append(t.buf, "+49 "...), '5', int64(p.index)*8+int64(n), 9), ',')
			t.text(contactKind(&r))
			out := b.optedOut(p.index, n)
			t.flag(out)
			t.end()
			b.truth.contact(out)
		}
	})
	b.eachProspect(func(p *prospect) {
		r := newRandom(uint64(p.random), 4)
		if p.customer > 0 || !r.chance(0.7) {
			return
		}
		country := r.below(len(countries))
		t.buf = append(appendProspectContact(t.buf, p.number), ',')
		t.null()
		t.prospect(p.number)
		t.text(pick(&r, countries[country].given) + " " + pick(&r, countries[country].names))
		t.buf = append(appendProspect(append(t.buf, "info@"...), p.number), ".example,"...)
		t.buf = append(appendID(append(t.buf, "+49 "...), '6', p.number, 9), ',')
		t.text("external")
		out := r.chance(optOutShare)
		t.flag(out)
		t.end()
		b.truth.contact(out)
	})
}

func contactKind(r *random) string {
	switch u := r.unit(); {
	case u < 0.97:
		return "external"
	case u < 0.98:
		return "employee"
	}
	return "former_employee"
}

// writeConnections lets advocates, and some others, introduce their people to those of another customer.
func (b *Business) writeConnections(t *table) {
	b.each(func(p person) {
		r := newRandom(b.ledger.cfg.Seed, streamLinks<<40|uint64(p.index))
		if share := 0.05; !p.isAdvocate && !r.chance(share) {
			return
		}
		for range 1 + r.below(3) {
			other := int32(1 + r.below(b.ledger.cfg.Customers-1))
			if other == p.index || b.history.customers[other].orders == 0 {
				continue
			}
			t.contact(p.index, 1)
			t.contact(other, 1)
			t.day(p.first + int32(r.below(int(p.until-p.first)+1)))
			t.end()
		}
	})
}

// linkedShare is the share by tier of the customers whose own clients are known.
var linkedClients = [tierCount]float64{0.60, 0.20, 0.05}

func (b *Business) writeClientLinks(t *table) {
	b.each(func(p person) {
		r := newRandom(b.ledger.cfg.Seed, streamLinks<<40|1<<39|uint64(p.index))
		if !r.chance(linkedClients[p.tier]) {
			return
		}
		rest := 1.0
		last := int32(0)
		for n := range 1 + r.below(4) {
			share := rest * (0.2 + 0.5*r.unit())
			rest -= share
			t.customer(p.index)
			other := int32(1 + r.below(b.ledger.cfg.Customers-1))
			if r.chance(0.3) && other != p.index && other != last {
				t.text(b.ledger.profileOf(int(other)).name + " " + strconv.Itoa(n+1))
				t.customer(other)
				last = other
			} else {
				name, _ := companyName(&r)
				t.text(name + " " + strconv.Itoa(n+1))
				t.null()
			}
			t.ratio(share)
			t.end()
		}
		b.truth.LinkedCustomers[p.tier]++
	})
}
