package ledgergen

const contractsHeader = "contract_id,customer_id,product_id,start_date,end_date,notice_date,annual_amount,currency"

// renewal is the stage of opportunities to go on with a contract.
const renewal = "renewal"

// renewalChance is what the sales staff writes down for a renewal; what came of them stands in the Truth.
const renewalChance = 0.8

// contract is one term.
type contract struct {
	product    int32
	start, end int32 // the last day inclusive
	annual     int64
	renewed    bool // the customer is there after the end
}

// eachContract visits the terms of a customer, one after the other: service plans run twelve months, frame contracts of the first tier,
// without a product, twenty-four.
func (b *Business) eachContract(p person, visit func(contract)) {
	c := &b.ledger.customers[p.index+1]
	r := b.random(streamContracts, p.index)
	term := contract{product: NoProduct, start: p.first}
	months := 24
	if c.plan > 0 {
		months = 12
		term.product = int32(plans + int(c.plan) - 1)
	} else if p.tier != tierA || !r.chance(frameworkShare) {
		return
	} else {
		term.annual = max(100_000, p.net*365/int64(max(365, p.last-p.first+1))*4/5/10_000*10_000)
	}
	if !p.arrived {
		term.start -= int32(r.below(360))
	}
	for term.renewed = true; term.renewed && term.start <= b.to+1; term.start = term.end + 1 {
		term.end = monthsBefore(term.start, -months) - 1
		term.renewed = !p.lost || p.last > term.end
		if c.plan > 0 {
			year := b.ledger.cal.years[min(max(term.start, b.from), b.to)-b.from]
			term.annual = 12 * b.ledger.products[term.product].price[year]
		}
		visit(term)
	}
}

func (b *Business) writeContracts(t *table) {
	b.each(func(p person) {
		has := false
		b.eachContract(p, func(c contract) {
			has = true
			b.truth.contract(b, c)
			t.id('F', t.rows+1, 6)
			t.customer(p.index)
			t.buf = append(appendProduct(t.buf, c.product), ',')
			t.day(c.start)
			t.day(c.end)
			t.day(c.end - 90)
			t.cents(c.annual)
			t.text(b.ledger.cfg.Currency)
			t.end()
		})
		if has {
			b.truth.Contracts.Customers++
		}
	})
}
