package ledgergen

import (
	"math"
)

const opportunitiesHeader = "opportunity_id,customer_id,prospect_id,product_id,stage,amount,annual_amount,currency,probability,is_repeat," +
	"created_date,expected_close_date,closed_date,outcome,lost_reason,competitor,owner"

// deal is one opportunity.
type deal struct {
	customer         int32
	prospect         int64
	product          int32
	stage            int
	annual           int64
	created, decided int32
	expected         int32
	won              bool
	owner            string
	renews           bool // of a contract that exists
}

// decideIn draws the stage in which a deal ends, given how it ends: by Bayes' rule each stage has its chance to win.
func decideIn(r *random, mix [len(dealStages)]float64, won bool) int {
	var weights [len(dealStages)]float64
	var sum float64
	for s := range weights {
		weights[s] = mix[s] * dealStages[s].won
		if !won {
			weights[s] = mix[s] - weights[s]
		}
		sum += weights[s]
	}
	u := r.unit() * sum
	for s, w := range weights {
		if u -= w; u < 0 {
			return s
		}
	}
	return len(weights) - 1
}

func meanChance(mix [len(dealStages)]float64) float64 {
	var sum float64
	for s := range mix {
		sum += mix[s] * dealStages[s].won
	}
	return sum
}

func (b *Business) writeOpportunities(t *table) {
	b.eachProspect(func(p *prospect) {
		r := newRandom(uint64(p.random), 3)
		if p.reached < lastStage || p.entered[lastStage] > b.to || !r.chance(dealShare) {
			return
		}
		mix := mixAlone
		if p.referred {
			mix = mixReferred
		}
		annual := b.estimate(p)
		if annual == 0 {
			annual = max(10_000, b.history.customers[p.kin].firstYear)
		}
		b.writeDeal(t, &r, deal{prospect: p.number, stage: decideIn(&r, mix, p.wins), product: NoProduct, annual: annual,
			created: p.entered[lastStage], decided: p.decided(), expected: p.entered[lastStage] + int32(stages[lastStage].days),
			won: p.wins, owner: p.ownerOf()})
	})
	b.each(func(p person) {
		r := b.random(streamOpportunities, p.index)
		for range r.poisson(dealsPerCustomer[p.tier]) {
			from := max(p.first+1, b.crmFrom)
			if from > p.until {
				break
			}
			created := from + int32(r.below(int(p.until-from)+1))
			won := r.chance(meanChance(mixCustomer))
			decided := created + 1 + int32(r.gamma(2)*dealDays/2)
			if r.chance(staleDeal) {
				decided = never
			}
			yearly := float64(p.net) * 365 / float64(max(365, p.last-p.first+1))
			b.writeDeal(t, &r, deal{customer: p.index, stage: decideIn(&r, mixCustomer, won), product: b.anyGoods(&r),
				annual: max(5_000, int64(0.15*yearly*math.Exp(0.6*r.normal()))), created: created, decided: decided,
				expected: created + dealDays, won: won, owner: b.ledger.managers[p.index].name()})
		}
		b.eachContract(p, func(c contract) {
			if c.end < b.crmFrom || c.end > b.to+renewDays-10 {
				return
			}
			b.writeDeal(t, &r, deal{customer: p.index, product: c.product, annual: c.annual, created: c.end - renewDays, decided: c.end,
				expected: c.end, won: c.renewed, owner: b.ledger.managers[p.index].name(), renews: true})
		})
	})
}

func (b *Business) anyGoods(r *random) int32 {
	return int32(serviceCount + r.below(len(b.ledger.products)-serviceCount))
}

var (
	lostReasons = []string{"price", "price", "competitor", "competitor", "no budget", "timing"}
	competitors = []string{"Nordhandel", "Bestbuero", "Procura", "Unilager"}
)

func (b *Business) writeDeal(t *table, r *random, d deal) {
	b.truth.deal(b, d)
	t.id('O', t.rows+1, 7)
	t.customer(d.customer)
	t.prospect(d.prospect)
	t.buf = append(appendProduct(t.buf, d.product), ',')
	chance := dealStages[d.stage].won
	if d.renews {
		t.text(renewal)
		chance = renewalChance
	} else {
		t.text(dealStages[d.stage].name)
	}
	t.cents(d.annual + d.annual*int64(r.below(101))/100)
	t.cents(d.annual)
	t.text(b.ledger.cfg.Currency)
	t.ratio(chance)
	t.flag(d.renews)
	t.day(d.created)
	t.day(d.expected)
	reason, competitor := pick(r, lostReasons), pick(r, competitors)
	switch {
	case d.decided > b.to:
		t.null()
		t.text("open")
		t.null()
		t.null()
	case d.won:
		t.day(d.decided)
		t.text("won")
		t.null()
		t.null()
	default:
		t.day(d.decided)
		t.text("lost")
		t.text(reason)
		if reason != "competitor" {
			competitor = ""
		}
		t.text(competitor)
	}
	t.text(d.owner)
	t.end()
}
