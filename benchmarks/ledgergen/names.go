package ledgergen

import "strings"

// countries gives each region its legal forms and family names, so that a name looks at home where the customer is.
var countries = []struct {
	region  string
	forms   []string
	given   []string
	names   []string
	trades  []string
	towns   []string
	ordered string // how name, trade and form follow each other
}{
	{"Germany", []string{"GmbH", "GmbH & Co. KG", "AG", "e.K."},
		[]string{"Anna", "Jörg", "Katrin", "Lukas", "Sabine", "Uwe"},
		[]string{"Müller", "Schäfer", "Köhler", "Weiß", "Brandt", "Vogel", "Hübner", "Seidel", "Lorenz", "Kühn", "Böttcher", "Jäger", "Otto", "Winkler"},
		[]string{"Maschinenbau", "Logistik", "Elektrotechnik", "Haustechnik", "Feinkost", "Druckerei", "Werkzeuge", "Gebäudereinigung"},
		[]string{"Köln", "Hamburg", "Lübeck", "Nürnberg", "Dresden", "Bremen", "Münster", "Ulm"}, "n t f"},
	{"United Kingdom", []string{"Ltd", "PLC", "LLP", "& Sons Ltd"},
		[]string{"Alice", "Colin", "Fiona", "Harry", "Niamh", "Owen"},
		[]string{"Ashworth", "Bramley", "Carver", "Dunmore", "Eastwood", "Fairfax", "Hawthorne", "Kirkby", "Langdale", "O'Neill", "Pemberton", "Thornton"},
		[]string{"Engineering", "Catering", "Office Supplies", "Joinery", "Motors", "Packaging", "Textiles", "Facilities"},
		[]string{"Leeds", "York", "Bristol", "Derby", "Cardiff", "Exeter", "Perth", "Norwich"}, "n t f"},
	{"France", []string{"SARL", "SA", "SAS", "et Fils"},
		[]string{"Amélie", "Benoît", "Chloé", "Hélène", "Luc", "Rémi"},
		[]string{"Lefèvre", "Dubois", "Garnier", "Chévrier", "Moreau", "Rousseau", "Bélanger", "Marchand", "Noël", "Perrin"},
		[]string{"Ateliers", "Transports", "Boulangerie", "Électricité", "Imprimerie", "Menuiserie", "Établissements"},
		[]string{"Lyon", "Nîmes", "Orléans", "Rennes", "Besançon", "Angers", "Lille", "Tours"}, "t n f"},
	{"Poland", []string{"Sp. z o.o.", "S.A.", "Sp.j."},
		[]string{"Agnieszka", "Grażyna", "Michał", "Paweł", "Zofia"},
		[]string{"Wiśniewski", "Kowalczyk", "Zieliński", "Wójcik", "Dąbrowski", "Łukasik", "Jabłoński", "Sikora"},
		[]string{"Hurtownia", "Budownictwo", "Meble", "Mechanika", "Piekarnia", "Drukarnia"},
		[]string{"Łódź", "Kraków", "Gdańsk", "Poznań", "Wrocław", "Toruń", "Lublin", "Opole"}, "t n f"},
	{"Spain", []string{"S.L.", "S.A.", "e Hijos S.L."},
		[]string{"Begoña", "Íñigo", "Lucía", "Raúl", "Sofía"},
		[]string{"Núñez", "García", "Ibáñez", "Castellón", "Muñoz", "Peña", "Serrano", "Vázquez"},
		[]string{"Talleres", "Suministros", "Distribuciones", "Construcciones", "Alimentación", "Instalaciones"},
		[]string{"León", "Cádiz", "Málaga", "Logroño", "Bilbao", "Murcia", "Gijón", "Ávila"}, "t n f"},
	{"Denmark", []string{"ApS", "A/S", "I/S"},
		[]string{"Astrid", "Bjørn", "Freja", "Lærke", "Søren"},
		[]string{"Sørensen", "Nygård", "Kjær", "Østergaard", "Lund", "Møller", "Bæk", "Holm"},
		[]string{"Byg", "Maskiner", "Køkken", "Transport", "Teknik", "Bageri"},
		[]string{"Aarhus", "Odense", "Køge", "Vejle", "Ribe", "Hjørring", "Sorø", "Aalborg"}, "n t f"},
	{"Türkiye", []string{"A.Ş.", "Ltd. Şti."},
		[]string{"Ayşe", "Çağla", "Mehmet", "Oğuz"},
		[]string{"Şahin", "Yıldız", "Özdemir", "Çelik", "Güneş", "Aydın"},
		[]string{"Tekstil", "Makina", "Gıda", "İnşaat", "Ambalaj"},
		[]string{"İzmir", "Bursa", "Eskişehir", "Muğla", "Konya", "Çorum", "Ordu", "Sivas"}, "n t f"},
	{"Greece", []string{"Α.Ε.", "Ε.Π.Ε."},
		[]string{"Ελένη", "Γιώργος", "Μαρία", "Νίκος"},
		[]string{"Παπαδόπουλος", "Νικολάου", "Γεωργίου", "Δημητρίου"},
		[]string{"Τρόφιμα", "Εμπορική", "Μεταφορές"},
		[]string{"Αθήνα", "Πάτρα", "Βόλος", "Χανιά", "Λάρισα", "Ρόδος", "Καβάλα", "Κόρινθος"}, "n t f"},
}

var (
	industries = []string{"Manufacturing", "Retail", "Hospitality", "Construction", "Logistics", "Healthcare", "Education", "Food", "Services", "Public sector"}
	managers   = []string{"A. Becker", "J. Okafor", "L. Rossi", "M. Håkansson", "P. Novák", "S. Tanaka", "T. Williams", "V. D'Souza"}
	sizeBands  = []string{"1-9", "10-49", "50-249", "250+"}
)

// profile is what the customers file says about a customer beyond its id.
type profile struct{ name, parent, persona, industry, region, sizeBand, manager, created string }

// profileOf draws the profile of the customer with an index on file from 1; index 0 is the cash account.
func (l *Ledger) profileOf(index int) profile {
	r := newRandom(l.cfg.Seed, 3<<40|uint64(index))
	name, region := companyName(&r)
	p := profile{name: name, region: region, industry: pick(&r, industries)}
	if index > 50 && r.chance(0.02) {
		p.parent = string(appendID(nil, 'C', int64(1+r.below(index-1)), 6))
	}
	p.manager, p.persona = l.managers[index].name(), l.personaOf(int32(index))
	c := &l.customers[index+1]
	p.sizeBand = sizeBands[min(len(sizeBands)-1, int(c.budget/2500))]
	// A customer who never buys lies behind the span; it was put on file at some day within.
	day := l.cal.epoch + c.start
	if int(c.start) >= l.cal.days() {
		day = l.cal.epoch + int32(r.below(l.cal.days()))
	} else if c.start == 0 {
		day -= int32(r.below(2000))
	}
	p.created = dateText(day)
	return p
}

// drawCountry returns an index of countries; the first ones come most often.
func drawCountry(r *random) int { return min(r.below(len(countries)+6), r.below(len(countries))) }

// countryOf is the country of the customer with an index on file.
func (l *Ledger) countryOf(index int) int {
	r := newRandom(l.cfg.Seed, 3<<40|uint64(index))
	return drawCountry(&r)
}

// companyName draws a name and the region in which it is at home.
func companyName(r *random) (name, region string) {
	country := &countries[drawCountry(r)]
	parts := make([]string, 0, 6)
	for _, part := range strings.Fields(country.ordered) {
		switch part {
		case "n":
			parts = append(parts, pick(r, country.names))
			if second := pick(r, country.names); second != parts[len(parts)-1] && r.chance(0.5) {
				parts = append(parts, "&", second)
			}
		case "t":
			parts = append(parts, pick(r, country.trades))
			if r.chance(0.6) {
				parts = append(parts, pick(r, country.towns))
			}
		case "f":
			parts = append(parts, pick(r, country.forms))
		}
	}
	return strings.Join(parts, " "), country.region
}
