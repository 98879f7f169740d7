package ledgergen

const touchesHeader = "touch_id,customer_id,prospect_id,contact_id,touched_at,channel,class,direction,department,campaign,response,due_date," +
	"minutes,cost,currency,user_id"

// touch is one contact with a customer or a prospect.
type touch struct {
	customer   int32
	prospect   int64
	contact    int // number of the contact of the customer; 0 when none is known
	day        int32
	by         int // an index of channels
	incoming   bool
	department string
	campaign   string
	user       string
	response   string // where it does not follow from the channel
}

func (b *Business) writeTouches(t *table) {
	b.touched = make([]int32, b.ledger.cfg.Customers)
	b.each(func(p person) {
		r := b.random(streamTouches, p.index)
		manager := b.ledger.managers[p.index].name()
		if manager == "" {
			manager = pick(&r, managers)
		}
		b.follow(t, &r, p, manager)
		b.mail(t, &r, p)
		b.hear(t, &r, p)
		b.ask(t, &r, p)
		if p.lost {
			b.winBack(t, &r, p, manager)
		} else if p.orders >= 3 && r.chance(askShare) {
			day := max(p.first+180, b.to-int32(r.below(500)))
			if day <= b.to {
				b.writeTouch(t, &r, touch{customer: p.index, contact: 1, day: day, by: byPhone, department: "sales", campaign: "referral_ask", user: manager})
			}
		}
	})
	b.eachProspect(func(p *prospect) { b.court(t, p) })
	b.eachReferral(func(f referral) { b.thank(t, f) })
	b.each(func(p person) { b.truth.care(b, p, b.touched[p.index]) })
}

// follow writes the personal touches: backward from the last day, so that who is cared for was touched within the wanted time, and who is
// neglected was not.
func (b *Business) follow(t *table, r *random, p person, manager string) {
	write := func(day int32, by int, campaign string) {
		b.writeTouch(t, r, touch{customer: p.index, contact: r.below(3), day: day, by: by, department: "sales", campaign: campaign, user: manager})
	}
	from := max(p.first+1, b.crmFrom)
	if welcome := p.first + 1 + int32(r.below(13)); p.arrived && p.first >= b.crmFrom {
		isWelcome := r.chance(welcomeShare)
		b.truth.firstOrder(b, p, isWelcome)
		if isWelcome && welcome <= b.to {
			write(welcome, byPhone, "welcome")
		}
	}
	if target := float64(targetDays[p.tier]); target > 0 {
		step, gap := target*(0.5+0.35*r.unit()), 0.0
		if p.isNeglected {
			step, gap = target*(3+3*r.unit()), target*(1.5+2*r.unit())
		} else {
			gap = step * r.unit()
		}
		for at := gap; ; at += step {
			day := workday(p.until - int32(at))
			if day < from {
				break
			}
			write(day, personal(r, p.tier), "")
		}
	}
}

// personal draws how a customer of a tier is touched in person.
func personal(r *random, tier int) int {
	switch u := r.unit(); {
	case u < 0.05:
		return byEvent
	case u < 0.25 && tier == tierA:
		return byVisit
	case u < 0.60:
		return byPhone
	}
	return byMail
}

// workday moves a day at the weekend to the Friday before. 1970-01-01 was a Thursday.
func workday(day int32) int32 {
	switch (day + 4) % 7 {
	case 6:
		return day - 1
	case 0:
		return day - 2
	}
	return day
}

// mail writes newsletters, one late offer and automated reminders.
func (b *Business) mail(t *table, r *random, p person) {
	if p.isNeglected || b.optedOut(p.index, 1) {
		return
	}
	from := max(p.first+1, b.crmFrom)
	send := func(day int32, by int, campaign string) {
		if day >= from && day <= p.until {
			b.writeTouch(t, r, touch{customer: p.index, contact: 1, day: day, by: by, department: "marketing", campaign: campaign})
		}
	}
	every := (b.to - b.crmFrom + 1) / newsletters
	for n := range int32(newsletters) {
		day := workday(b.to - 12 - n*every)
		if r.chance(0.9) {
			send(day, byBulk, "newsletter-"+b.days.text(day)[:7])
		}
	}
	if p.tier == tierC && r.chance(offerShare) {
		send(workday(b.to-5), byBulk, "late-offer")
	}
	for day := from + int32(r.below(180)); day <= p.until; day += 150 + int32(r.below(60)) {
		send(day, byAutomat, "reorder-reminder")
	}
}

// hear writes the touches that customers begin.
func (b *Business) hear(t *table, r *random, p person) {
	from := max(p.first+1, b.crmFrom)
	if from > p.until {
		return
	}
	days := int(p.until - from + 1)
	for range r.poisson(0.3 * float64(days) / 365) {
		b.writeTouch(t, r, touch{customer: p.index, contact: 1, day: workday(from + int32(r.below(days))), by: pick(r, []int{byPhone, byMail}),
			incoming: true, department: pick(r, []string{"support", "support", "sales", "finance", "operations"})})
	}
}

// ask writes the surveys; what is answered is what the table satisfaction says.
func (b *Business) ask(t *table, r *random, p person) {
	b.eachSurvey(p, func(s survey) {
		one := touch{customer: p.index, contact: 1, day: s.day - surveyDays, by: bySurvey, department: "marketing", campaign: "satisfaction", response: "none"}
		if s.answered {
			one.response = "negative"
			if s.score >= contentFrom {
				one.response = "positive"
			}
		}
		b.writeTouch(t, r, one)
	})
}

// winBack asks some of those who left to return; nothing else is written after the last invoice but thanks for a recommendation and the
// welcome of who bought once.
func (b *Business) winBack(t *table, r *random, p person, manager string) {
	if !r.chance(winBackShare) {
		return
	}
	for n := range int32(1 + r.below(3)) {
		day := workday(p.last + 90 + n*60 + int32(r.below(30)))
		if day >= b.crmFrom && day <= b.to {
			b.writeTouch(t, r, touch{customer: p.index, contact: 1, day: day, by: pick(r, []int{byPhone, byMail}), department: "sales",
				campaign: "reactivation", user: manager})
		}
	}
}

// court writes the touches of a prospect while it is on its way.
func (b *Business) court(t *table, p *prospect) {
	r := newRandom(uint64(p.random), 5)
	until := min(b.to, p.decided())
	if until <= p.created() {
		return
	}
	owner := p.ownerOf()
	for range 1 + r.below(4) {
		one := touch{prospect: p.number, day: workday(p.created() + 1 + int32(r.below(int(until-p.created())))), by: byAutomat,
			department: "marketing", campaign: "nurture"}
		if r.chance(0.4) {
			one.by, one.department, one.campaign, one.user = pick(&r, []int{byPhone, byPhone, byMail, byEvent, byVisit}), "sales", "", owner
		}
		b.writeTouch(t, &r, one)
	}
}

func (b *Business) thank(t *table, f referral) {
	r := newRandom(uint64(f.random), 6)
	if day := workday(f.day + 3 + int32(r.below(18))); f.thanked && day <= b.to {
		one := touch{customer: f.referrer, day: day, by: byPhone, department: "sales", campaign: "referral_thanks", user: pick(&r, managers)}
		if f.byContact {
			one.contact = 1
		}
		b.writeTouch(t, &r, one)
	}
}

func (b *Business) writeTouch(t *table, r *random, one touch) {
	by := &channels[one.by]
	t.id('T', t.rows+1, 8)
	t.customer(one.customer)
	t.prospect(one.prospect)
	if one.contact > 0 && one.customer > 0 {
		t.contact(one.customer, 1)
	} else {
		t.null()
	}
	t.moment(one.day, 8*3600+int32(r.below(10*3600)))
	t.text(by.channel)
	t.text(by.class)
	if one.incoming {
		t.text("in")
	} else {
		t.text("out")
	}
	t.text(one.department)
	t.text(one.campaign)
	if by.class == "personal" && !one.incoming {
		b.touched[one.customer] = max(b.touched[one.customer], one.day)
	}
	response, due := b.answer(r, one)
	t.text(response)
	t.day(due)
	if by.minutes > 0 {
		t.whole(int64(1 + int(float64(by.minutes)*(0.5+r.unit()))))
	} else {
		t.null()
	}
	t.cents(by.cents)
	t.text(b.ledger.cfg.Currency)
	t.text(one.user)
	t.end()
}

// answer draws what is said, and when to come back where the answer is later; nothing for touches that the other side began.
func (b *Business) answer(r *random, one touch) (response string, due int32) {
	if one.incoming {
		return "", 0
	}
	if one.response != "" {
		b.truth.touch(one.by, one.response != "none")
		return one.response, 0
	}
	answered := r.chance(channels[one.by].answered)
	b.truth.touch(one.by, answered)
	if !answered {
		return "none", 0
	}
	switch u := r.unit(); {
	case u < positiveShare:
		return "positive", 0
	case u < positiveShare+laterShare:
		return "later", one.day + 14 + int32(r.below(60))
	}
	return "negative", 0
}
