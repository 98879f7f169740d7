package enginetest

import "math/big"

// Churn is a row of churn.
type Churn struct {
	CustomerID                    string
	Kind                          string // "" is NULL
	ProductsBefore, ProductsAfter int
	SpendBefore, SpendAfter       Amount
	split                         Split
}

// ChurnRows returns the churn of each ranked customer that has a row in revenue_split of the same windows.
func (v *View) ChurnRows() []Churn {
	p := v.churnPeriod()
	level := v.productLevel()
	var out []Churn
	for _, r := range v.ByRevenue().Splits(p) {
		if r.CustomerID == Unassigned || r.CustomerID == GenericRow || r.CustomerID == Internal {
			continue
		}
		c := Churn{CustomerID: r.CustomerID, SpendBefore: r.V0, SpendAfter: r.V1, split: r}
		if r.s {
			c.ProductsBefore = max(v.productCount(r.CustomerID, p.Before, level), 1)
		}
		if r.e {
			c.ProductsAfter = max(v.productCount(r.CustomerID, p.Own, level), 1)
		}
		c.Kind = v.churnKind(c, level)
		out = append(out, c)
	}
	return out
}

// ByRevenue is the same view by revenue: churn and the key figures are about what customers spend, whatever the measure.
func (v *View) ByRevenue() *View {
	other := *v
	other.Measure = "revenue"
	return &other
}

// productLevel is the level asked for; by default lines where at least 80 % of the value in the two windows has one.
func (v *View) productLevel() string {
	if v.ProductLevel != "" {
		return v.ProductLevel
	}
	p := v.churnPeriod()
	var all, known Amount
	for _, e := range v.lines {
		if d := v.dated(e); !p.Before.has(d) && !p.Own.has(d) {
			continue
		}
		all += e.net.abs()
		if v.products[e.ProductID].Line != "" {
			known += e.net.abs()
		}
	}
	if all > 0 && known.atLeast("0.8", all) {
		return "line"
	}
	return "product"
}

// productOf returns the product or line of an invoice line, and whether it is part of the customers' profile.
func (v *View) productOf(e *entry, level string) (name string, inProfile bool) {
	p := v.products[e.ProductID]
	name = e.ProductID
	if level == "line" {
		name = p.Line
	}
	if name == "" {
		name = "(none)"
	}
	return name, !p.NotInProfile
}

// productKey separates the lines of one product or line that count for the profile from those that do not.
type productKey struct {
	name      string
	inProfile bool
}

func (v *View) byProduct(owner string, w Window, level string) map[productKey]Amount {
	out := map[productKey]Amount{}
	for _, e := range v.lines {
		if e.kind == "" && v.owner(e) == owner && w.has(v.dated(e)) {
			name, in := v.productOf(e, level)
			out[productKey{name, in}] += e.net
		}
	}
	return out
}

func (v *View) productCount(owner string, w Window, level string) int {
	n := 0
	for key, net := range v.byProduct(owner, w, level) {
		n += count(key.inProfile && net > 0)
	}
	return n
}

func (v *View) churnKind(c Churn, level string) string {
	needsDrop := level == "product"
	if v.ProductNeedsDrop != nil {
		needsDrop = *v.ProductNeedsDrop
	}
	tolerance, _ := new(big.Rat).SetString(v.ChurnTolerance)
	kept := new(big.Rat).Sub(big.NewRat(1, 1), tolerance)
	dropped := big.NewRat(int64(c.SpendAfter), 1).Cmp(kept.Mul(kept, big.NewRat(int64(c.SpendBefore), 1))) < 0
	switch {
	case !c.split.s:
		return ""
	case !c.split.e:
		return "account"
	case c.ProductsAfter < c.ProductsBefore && (dropped || !needsDrop):
		return "product"
	case c.ProductsAfter < c.ProductsBefore:
		return "none"
	case dropped:
		return "decreased_spend"
	default:
		return "none"
	}
}

// ChurnValue is what one customer gained and lost with one product, the losses as positive amounts. ProductID is empty where the
// whole account came or went.
type ChurnValue struct {
	CustomerID, ProductID                   string
	V0, V1                                  Amount
	Account, Product, Decreased             Amount
	Expansion, NewProduct, New, Reactivated Amount
	UnknownOrigin, AdjProduct, Adj          Amount
}

// Net returns gains less losses.
func (c ChurnValue) Net() Amount {
	return c.Expansion + c.NewProduct + c.New + c.Reactivated + c.UnknownOrigin + c.AdjProduct + c.Adj -
		c.Account - c.Product - c.Decreased
}

// ChurnValues returns churn in money: by product for customers active at both ends, by customer for all others.
func (v *View) ChurnValues() []ChurnValue {
	p := v.churnPeriod()
	level := v.productLevel()
	var out []ChurnValue
	for _, r := range v.ByRevenue().Splits(p) {
		if r.s && r.e {
			out = append(out, v.churnProducts(r.CustomerID, p, level)...)
			continue
		}
		out = append(out, ChurnValue{
			CustomerID: r.CustomerID, V0: r.V0, V1: r.V1, Account: r.Lost, New: r.New, Reactivated: r.Reactivated,
			UnknownOrigin: r.UnknownOrigin, Adj: r.Adj1 - r.Adj0,
		})
	}
	return out
}

func (v *View) churnProducts(owner string, p Period, level string) []ChurnValue {
	before, after := v.byProduct(owner, p.Before, level), v.byProduct(owner, p.Own, level)
	rows := map[string]*ChurnValue{}
	for _, m := range []map[productKey]Amount{before, after} {
		for key := range m {
			rows[key.name] = &ChurnValue{CustomerID: owner, ProductID: key.name}
		}
	}
	for name, c := range rows {
		out := productKey{name, false}
		c.AdjProduct = after[out] - before[out]
		v0, v1 := before[productKey{name, true}], after[productKey{name, true}]
		c.V0, c.V1 = v0+before[out], v1+after[out]
		switch {
		case v0 > 0 && v1 > 0:
			c.Decreased, c.Expansion = (v0 - v1).pos(), (v1 - v0).pos()
		case v0 > 0:
			c.Product = v0
			c.AdjProduct += v1
		case v1 > 0:
			c.NewProduct = v1
			c.AdjProduct -= v0
		default:
			c.AdjProduct += v1 - v0
		}
	}
	var out []ChurnValue
	for _, name := range sortedKeys(rows) {
		out = append(out, *rows[name])
	}
	return out
}
