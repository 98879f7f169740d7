package ledgergen

// Truth states what the optional tables were made from, and what came of it. Money is in cents, shares are 0 to 1, and everything is as of
// the end of the span. Numbers of the model are its own; counts are exact.
type Truth struct {
	// FloorCents are the least amounts of the last twelve months with which a customer is in the first and in the second tier.
	FloorCents [2]int64 `json:"floor_cents"`
	// Bridge is what became of the revenue of the twelve months before the last twelve.
	Bridge BridgeTruth `json:"bridge"`
	// Causes are why customers left.
	Causes []CauseTruth `json:"causes"`
	// RecordedShare is the chance that a cause is recorded; those who left too lately for it are not yet on record.
	RecordedShare float64 `json:"recorded_share"`
	// Kept and Lost are the customers who stay and who left, with how many of them are neglected.
	Kept CareTruth `json:"kept"`
	Lost CareTruth `json:"lost"`
	// Stages are those of prospects, Alone and Referred those who came by themselves and who were recommended.
	Stages   []StageTruth `json:"stages"`
	Alone    LeadTruth    `json:"alone"`
	Referred LeadTruth    `json:"referred"`
	// ReferredSize is by how many deviations of the logarithm of their size recommended customers exceed the others.
	ReferredSize float64 `json:"referred_size"`
	// Referrals are those on record, ByAdvocates those made by customers who recommend more than others, Thanked those answered.
	Referrals   int64 `json:"referrals"`
	ByAdvocates int64 `json:"by_advocates"`
	Thanked     int64 `json:"thanked"`
	// DealStages are those of opportunities, in the order they are passed; Renewals those of contracts.
	DealStages []DealTruth `json:"deal_stages"`
	Renewals   DealTruth   `json:"renewals"`
	// Hunters are the managers who win new customers rather than keep those who are there.
	Hunters []string `json:"hunters"`
	// UnmanagedShare is the chance of a customer to have no manager.
	UnmanagedShare float64 `json:"unmanaged_share"`
	// Channels are those of outgoing touches.
	Channels []ChannelTruth `json:"channels"`
	// Touched is by tier how many customers in it were touched in person within the time wanted; none is wanted in the last.
	Touched []TouchedTruth `json:"touched"`
	// Welcomes are the first orders within the time that touches are recorded for, two weeks old, with those that were followed up.
	FirstOrders int64 `json:"first_orders"`
	Welcomed    int64 `json:"welcomed"`
	// OptedOut are contacts that want no bulk mail.
	OptedOut int64 `json:"opted_out"`
	// Answers are the surveys by whether a complaint was opened in the year before.
	Content    AnswerTruth `json:"content"`
	Complained AnswerTruth `json:"complained"`
	// OpenComplaints are not resolved.
	OpenComplaints int64 `json:"open_complaints"`
	// Service is by tier the cost to serve the customers with a positive amount in the last twelve months.
	Service []ServiceTruth `json:"service"`
	// Contracts are the terms.
	Contracts ContractTruth `json:"contracts"`
	// LinkedCustomers are by tier those whose own clients are known.
	LinkedCustomers [tierCount]int64 `json:"linked_customers"`
	// LateShare is the chance of an invoice to be delivered late.
	LateShare float64 `json:"late_share"`
	// WebShare is the chance of an order to come through the webshop in the first calendar year, WebGrowth by how much it grows each year.
	WebShare  float64 `json:"web_share"`
	WebGrowth float64 `json:"web_growth"`
	// Model is the process that customers buy by, where the ledger is Config.Modelled.
	Model *ModelTruth `json:"model,omitempty"`
}

// CauseTruth is one cause of leaving.
type CauseTruth struct {
	Reason   string  `json:"reason"`
	Share    float64 `json:"share"`
	Lost     int64   `json:"lost"`
	Recorded int64   `json:"recorded"`
}

// CareTruth counts customers.
type CareTruth struct {
	Customers int64 `json:"customers"`
	Neglected int64 `json:"neglected"`
}

// StageTruth is one stage of prospects: the chances to pass it and the mean days in it.
type StageTruth struct {
	Stage    string  `json:"stage"`
	Alone    float64 `json:"alone"`
	Referred float64 `json:"referred"`
	Days     float64 `json:"days"`
	Now      int64   `json:"now"` // prospects whose last stage it is, customers included
}

// LeadTruth counts prospects and what became of them.
type LeadTruth struct {
	Chance    float64 `json:"chance"` // to become a customer
	Prospects int64   `json:"prospects"`
	Converted int64   `json:"converted"`
	YearCents int64   `json:"year_cents"` // what the converted brought in their first 365 days
}

// DealTruth counts opportunities by the stage in which they stand or were decided.
type DealTruth struct {
	Stage  string  `json:"stage"`
	Chance float64 `json:"chance"` // to be won
	Won    int64   `json:"won"`
	Lost   int64   `json:"lost"`
	Open   int64   `json:"open"`
}

// ChannelTruth counts outgoing touches.
type ChannelTruth struct {
	Channel  string  `json:"channel"`
	Class    string  `json:"class"`
	Chance   float64 `json:"chance"` // of an answer
	Touches  int64   `json:"touches"`
	Answered int64   `json:"answered"`
}

// TouchedTruth counts the customers of a tier with an invoice in the last twelve months.
type TouchedTruth struct {
	Tier       string `json:"tier"`
	TargetDays int    `json:"target_days"`
	Customers  int64  `json:"customers"`
	InTime     int64  `json:"in_time"`
}

// AnswerTruth sums answers to surveys.
type AnswerTruth struct {
	Answers int64   `json:"answers"`
	Sum     float64 `json:"sum"`
	Nines   int64   `json:"nines"` // answers of at least 9
}

// ServiceTruth sums the cost to serve a tier for a year.
type ServiceTruth struct {
	Tier      string  `json:"tier"`
	MeanCents float64 `json:"mean_cents"` // of the model
	Customers int64   `json:"customers"`
	Cents     int64   `json:"cents"`
}

// ContractTruth counts the terms of contracts.
type ContractTruth struct {
	Customers int64 `json:"customers"`
	Terms     int64 `json:"terms"`
	Ended     int64 `json:"ended"`
	Renewed   int64 `json:"renewed"`  // of the ended
	EndSoon   int64 `json:"end_soon"` // within 120 days
}

func newTruth() Truth {
	t := Truth{RecordedShare: recordedShare, ReferredSize: referSize, LateShare: lateShare, WebShare: webShare, WebGrowth: webGrowth, UnmanagedShare: unmanagedShare, Hunters: managers[:hunters],
		Renewals: DealTruth{Stage: renewal, Chance: renewalChance}}
	for _, c := range causes {
		t.Causes = append(t.Causes, CauseTruth{Reason: c.reason, Share: c.share})
	}
	for _, s := range stages {
		t.Stages = append(t.Stages, StageTruth{Stage: s.name, Alone: s.alone, Referred: s.referred, Days: s.days})
	}
	t.Alone.Chance, t.Referred.Chance = chanceToWin(false), chanceToWin(true)
	for _, s := range dealStages {
		t.DealStages = append(t.DealStages, DealTruth{Stage: s.name, Chance: s.won})
	}
	for _, c := range channels {
		t.Channels = append(t.Channels, ChannelTruth{Channel: c.channel, Class: c.class, Chance: c.answered})
	}
	for tier, name := range tierNames {
		t.Touched = append(t.Touched, TouchedTruth{Tier: name, TargetDays: targetDays[tier]})
		t.Service = append(t.Service, ServiceTruth{Tier: name, MeanCents: serviceCents[tier]})
	}
	return t
}
