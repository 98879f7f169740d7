package ledgergen

import (
	"io"
	"path/filepath"
)

// Names of the optional tables' files.
const (
	ProspectsFile      = "prospects.csv"
	OpportunitiesFile  = "opportunities.csv"
	ContactsFile       = "contacts.csv"
	ConnectionsFile    = "connections.csv"
	ClientLinksFile    = "client_links.csv"
	TouchesFile        = "touches.csv"
	ReferralsFile      = "referrals.csv"
	CostsToServeFile   = "costs_to_serve.csv"
	SatisfactionFile   = "satisfaction.csv"
	ComplaintsFile     = "complaints.csv"
	ContractsFile      = "contracts.csv"
	ChurnReasonsFile   = "churn_reasons.csv"
	SegmentTargetsFile = "segment_targets.csv"
	TruthFile          = "truth.json"
)

// Business is what surrounds the lines of a ledger: prospects and the deals with them, the people, how customers are touched and what
// they say, and why they leave. It fits the lines: a prospect that became a customer bought on that day, and who is gone is not called.
type Business struct {
	ledger         *Ledger
	history        *history
	from, to       int32 // the first and the last day of the span
	crmFrom        int32 // the first day of touches and opportunities of customers
	floorA, floorB int64
	days           *dayTexts
	advocates      []int32
	touched        []int32 // the day of the last personal touch of each customer
	truth          Truth
}

// Business draws the business around the ledger. It reads the whole ledger once; its memory grows with Customers (about 60 bytes each).
func (l *Ledger) Business() *Business {
	h := newHistory(l)
	for s := l.Lines(); s.Next(); {
		h.add(s.Day())
	}
	return newBusiness(l, h)
}

func newBusiness(l *Ledger, h *history) *Business {
	b := &Business{ledger: l, history: h, from: int32(l.cfg.From.Unix() / 86400), to: int32(l.cfg.To.Unix() / 86400)}
	b.crmFrom = max(b.from, monthsBefore(b.to, crmMonths)+1)
	b.floorA, b.floorB = h.floors()
	b.days = newDayTexts(b.from-1000, b.to+1000)
	b.each(func(p person) {
		if p.isAdvocate {
			b.advocates = append(b.advocates, p.index)
		}
	})
	return b
}

func (b *Business) random(stream uint64, index int32) random {
	return newRandom(b.ledger.cfg.Seed, stream<<40|uint64(index))
}

// each visits every customer that ever bought, in the order of the file.
func (b *Business) each(visit func(person)) {
	for i := int32(1); int(i) < b.ledger.cfg.Customers; i++ {
		if p, ok := b.person(i); ok {
			visit(p)
		}
	}
}

// Rows are the rows of the optional tables' files.
type Rows struct {
	Prospects      int64 `json:"prospects"`
	Opportunities  int64 `json:"opportunities"`
	Contacts       int64 `json:"contacts"`
	Connections    int64 `json:"connections"`
	ClientLinks    int64 `json:"client_links"`
	Touches        int64 `json:"touches"`
	Referrals      int64 `json:"referrals"`
	CostsToServe   int64 `json:"costs_to_serve"`
	Satisfaction   int64 `json:"satisfaction"`
	Complaints     int64 `json:"complaints"`
	Contracts      int64 `json:"contracts"`
	ChurnReasons   int64 `json:"churn_reasons"`
	SegmentTargets int64 `json:"segment_targets"`
}

// WriteFiles writes a CSV file for each optional table, columns under their own names and NULL as an empty field, and the truth, into an
// existing folder. Files of these names are overwritten. It is for one goroutine.
func (b *Business) WriteFiles(dir string) (Rows, error) {
	var rows Rows
	b.truth = newTruth()
	b.truth.FloorCents, b.truth.Bridge = [2]int64{b.floorA, b.floorB}, b.history.bridge()
	if b.ledger.cfg.Modelled {
		b.truth.Model = &ModelTruth{Model: "mbg", R: modelR, Alpha: b.ledger.alpha, A: modelA, B: modelB}
	}
	b.each(b.truth.person)
	for _, step := range b.files(&rows) {
		err := writeFile(filepath.Join(dir, step.name), func(w io.Writer) error {
			t := newTable(w, b.days, step.header)
			step.write(t)
			t.flush()
			*step.rows = t.rows
			return t.err
		})
		if err != nil {
			return Rows{}, err
		}
	}
	return rows, writeFile(filepath.Join(dir, TruthFile), func(w io.Writer) error { return writeJSON(w, b.truth) })
}

// BusinessFiles names the files of the optional tables in an order to load them in; each is called as its table. Contacts come last: a load
// looks up what all the others say of every contact that is there.
func BusinessFiles() []string {
	var names []string
	for _, f := range new(Business).files(new(Rows)) {
		names = append(names, f.name)
	}
	return names
}

// tableFile is the file of one optional table.
type tableFile struct {
	name, header string
	rows         *int64 // where their number goes
	write        func(*table)
}

func (b *Business) files(rows *Rows) []tableFile {
	return []tableFile{
		{ProspectsFile, prospectsHeader, &rows.Prospects, b.writeProspects},
		{OpportunitiesFile, opportunitiesHeader, &rows.Opportunities, b.writeOpportunities},
		{ConnectionsFile, connectionsHeader, &rows.Connections, b.writeConnections},
		{ClientLinksFile, clientLinksHeader, &rows.ClientLinks, b.writeClientLinks},
		{TouchesFile, touchesHeader, &rows.Touches, b.writeTouches},
		{ReferralsFile, referralsHeader, &rows.Referrals, b.writeReferrals},
		{CostsToServeFile, costsHeader, &rows.CostsToServe, b.writeCosts},
		{SatisfactionFile, satisfactionHeader, &rows.Satisfaction, b.writeSatisfaction},
		{ComplaintsFile, complaintsHeader, &rows.Complaints, b.writeComplaints},
		{ContractsFile, contractsHeader, &rows.Contracts, b.writeContracts},
		{ChurnReasonsFile, reasonsHeader, &rows.ChurnReasons, b.writeReasons},
		{SegmentTargetsFile, targetsHeader, &rows.SegmentTargets, b.writeTargets},
		{ContactsFile, contactsHeader, &rows.Contacts, b.writeContacts},
	}
}
