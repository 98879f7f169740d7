package ledgergen

const referralsHeader = "referral_id,referrer_kind,referrer_id,referred_customer_id,referred_prospect_id,referral_date,reward_cost"

// referral is the recommendation that brought a prospect.
type referral struct {
	referrer  int32 // a customer by its index on file
	byContact bool  // a person there did it
	prospect  *prospect
	day       int32
	thanked   bool
	random    random
}

// eachReferral visits the recommendations: one for each referred prospect. Advocates make most of them.
func (b *Business) eachReferral(visit func(referral)) {
	b.eachProspect(func(p *prospect) {
		if !p.referred {
			return
		}
		r := newRandom(uint64(p.random), 7)
		f := referral{prospect: p, day: p.created(), referrer: b.referrerOn(&r, p)}
		f.byContact, f.thanked = r.chance(viaContact), r.chance(thankedShare)
		f.random = r
		if f.referrer > 0 {
			visit(f)
		}
	})
}

// referrerOn draws a customer who was one on the day the prospect became known; 0 where none is found.
func (b *Business) referrerOn(r *random, p *prospect) int32 {
	for range 200 {
		i := int32(1 + r.below(b.ledger.cfg.Customers-1))
		if len(b.advocates) > 0 && r.chance(advocateReferrals) {
			i = pick(r, b.advocates)
		}
		who := &b.history.customers[i]
		since := who.first
		if b.ledger.customers[i+1].start == 0 {
			since = 0 // was there before the span
		}
		if who.orders > 0 && since+60 <= p.created() && who.last >= p.created() && i != p.kin {
			return i
		}
	}
	return 0
}

func (b *Business) writeReferrals(t *table) {
	b.eachReferral(func(f referral) {
		b.truth.referral(b, f)
		t.id('R', t.rows+1, 6)
		if f.byContact {
			t.text("contact")
			t.contact(f.referrer, 1)
		} else {
			t.text("customer")
			t.customer(f.referrer)
		}
		t.customer(f.prospect.customer)
		t.prospect(f.prospect.number)
		t.day(f.day)
		if f.prospect.customer > 0 {
			t.cents(rewardCents)
		} else {
			t.null()
		}
		t.end()
	})
}
