package ledgergen

import (
	"fmt"
	"math"
)

// product is one row of the products file. Prices and costs are cents per unit, one for each calendar year of the span.
type product struct {
	id, name, department, category, brand string
	isService, inProfile                  bool
	noCost                                bool // the ledger does not know what a unit costs
	price, cost                           []int64
}

// span is a range of products, the upper bound excluded.
type span struct{ from, to int }

// The first products are services with a fixed place.
const (
	freight      = 0 // charged for single invoices; nobody books its cost
	plans        = 1 // three service plans, the same price for everyone: customers on one tie to the cent
	planCount    = 3
	serviceCount = plans + planCount
)

var departments = []struct {
	name       string
	categories []string
	nouns      []string
}{
	{"Packaging", []string{"Boxes", "Films", "Tapes"}, []string{"Folding box", "Stretch film", "Packing tape", "Pallet cover", "Bubble wrap", "Mailer"}},
	{"Office", []string{"Paper", "Writing", "Filing"}, []string{"Copy paper", "Ring binder", "Ballpoint pen", "Label roll", "Notebook", "Toner"}},
	{"Hygiene", []string{"Cleaning", "Paper goods", "Skin care"}, []string{"Hand soap", "Surface cleaner", "Towel roll", "Disinfectant", "Mop head", "Waste bag"}},
	{"Workwear", []string{"Gloves", "Clothing", "Shoes"}, []string{"Nitrile glove", "Safety shoe", "Work jacket", "Ear defender", "Safety goggles", "Hi-vis vest"}},
	{"Tools", []string{"Hand tools", "Power tools", "Blades"}, []string{"Drill bit", "Cutting disc", "Torque wrench", "Spirit level", "Cordless drill", "Saw blade"}},
	{"Electrical", []string{"Lighting", "Cables", "Switchgear"}, []string{"LED panel", "Cable drum", "Circuit breaker", "Junction box", "Socket", "Sensor"}},
	{"Catering", []string{"Coffee", "Tableware", "Snacks"}, []string{"Coffee beans", "Paper cup", "Wooden cutlery", "Café crème capsules", "Napkin", "Oat bar"}},
}

var (
	brands   = []string{"Norva", "Altona", "Brightline", "Kestrel", "Œkolab", "Tessera", "Vårdal", "Pioneer", "Halden", "Ibex"}
	variants = []string{"S", "M", "L", "XL", "10 pcs", "50 pcs", "100 pcs", "blue", "black", "white", "heavy duty", "eco", "300 mm", "500 mm", "½ inch", "5 kg"}
)

func (l *Ledger) drawProducts() {
	years := int(l.cal.years[l.cal.days()-1]) + 1
	l.products = make([]product, l.cfg.Products)
	goods := l.cfg.Products - serviceCount
	l.departs = make([]span, len(departments))
	for d := range departments {
		l.departs[d] = span{serviceCount + d*goods/len(departments), serviceCount + (d+1)*goods/len(departments)}
	}
	l.products[freight] = service("Freight", years, 1450, true)
	for p, name := range [planCount]string{"Service plan small", "Service plan medium", "Service plan large"} {
		l.products[plans+p] = service(name, years, [planCount]int64{1900, 4900, 9900}[p], false)
	}
	for d, s := range l.departs {
		for p := s.from; p < s.to; p++ {
			l.products[p] = l.drawGoods(d, p, years)
		}
	}
	for p := range l.products {
		l.products[p].id = string(appendID(nil, 'P', int64(p+1), 5))
	}
}

func service(name string, years int, price int64, isFreight bool) product {
	s := product{name: name, department: "Services", category: "Services", isService: true, inProfile: !isFreight, noCost: isFreight}
	for y := range years {
		s.price = append(s.price, price+int64(y)*price/25)
		s.cost = append(s.cost, price*2/5)
	}
	return s
}

// drawGoods gives a product a price, a margin of 15 to 55 per cent (one in twenty-five is sold at a loss) and a yearly change of both.
func (l *Ledger) drawGoods(department, number, years int) product {
	r := newRandom(l.cfg.Seed, 1<<40|uint64(number))
	d := departments[department]
	price := 100 * min(900, max(0.6, 12*math.Exp(1.1*r.normal())))
	margin := 0.15 + 0.40*r.unit()
	if r.chance(0.04) {
		margin = -0.02 - 0.13*r.unit()
	}
	cost := price * (1 - margin)
	g := product{
		name:       fmt.Sprintf("%s %s %s", pick(&r, d.nouns), pick(&r, variants), pick(&r, variants)),
		department: d.name, category: pick(&r, d.categories), brand: pick(&r, brands), inProfile: true,
	}
	for range years {
		g.price = append(g.price, max(1, int64(price+0.5)))
		g.cost = append(g.cost, max(1, int64(cost+0.5)))
		price *= 1 + 0.06*r.unit()
		cost *= 1 + 0.06*r.unit()
	}
	return g
}
