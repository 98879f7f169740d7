package ledgergen

func (t *Truth) person(p person) {
	if t.Model != nil {
		if p.left {
			t.Model.Gone++
		} else {
			t.Model.Alive++
		}
	}
	care := &t.Kept
	if p.lost {
		care = &t.Lost
		t.Causes[p.cause].Lost++
	}
	care.Customers++
	if p.isNeglected {
		care.Neglected++
	}
}

func (t *Truth) prospect(b *Business, p *prospect) {
	lead := &t.Alone
	if p.referred {
		lead = &t.Referred
	}
	t.Stages[p.stageOn(b.to)].Now++
	lead.Prospects++
	if p.customer > 0 {
		lead.Converted++
		lead.YearCents += b.history.customers[p.customer].firstYear
	}
}

func (t *Truth) referral(b *Business, f referral) {
	t.Referrals++
	if who, _ := b.person(f.referrer); who.isAdvocate {
		t.ByAdvocates++
	}
	if f.thanked {
		t.Thanked++
	}
}

func (t *Truth) deal(b *Business, d deal) {
	sum := &t.DealStages[d.stage]
	if d.renews {
		sum = &t.Renewals
	}
	switch {
	case d.decided > b.to:
		sum.Open++
	case d.won:
		sum.Won++
	default:
		sum.Lost++
	}
}

func (t *Truth) touch(by int, answered bool) {
	t.Channels[by].Touches++
	if answered {
		t.Channels[by].Answered++
	}
}

// care counts a customer with the day of its last personal touch.
func (t *Truth) care(b *Business, p person, last int32) {
	if p.recent <= 0 || p.last < b.history.yearStart {
		return
	}
	tier := b.tierOf(p.recent)
	t.Touched[tier].Customers++
	if target := targetDays[tier]; target > 0 && int(b.to-last) <= target {
		t.Touched[tier].InTime++
	}
}

func (t *Truth) firstOrder(b *Business, p person, isWelcome bool) {
	if p.first+14 > b.to {
		return
	}
	t.FirstOrders++
	if isWelcome {
		t.Welcomed++
	}
}

func (t *Truth) contact(optedOut bool) {
	if optedOut {
		t.OptedOut++
	}
}

func (t *Truth) answer(score float64, complained bool) {
	sum := &t.Content
	if complained {
		sum = &t.Complained
	}
	sum.Answers++
	sum.Sum += score
	if score >= 9 {
		sum.Nines++
	}
}

func (t *Truth) contract(b *Business, c contract) {
	t.Contracts.Terms++
	switch {
	case c.end > b.to:
		if c.end <= b.to+120 {
			t.Contracts.EndSoon++
		}
	case c.renewed:
		t.Contracts.Renewed++
		t.Contracts.Ended++
	default:
		t.Contracts.Ended++
	}
}
