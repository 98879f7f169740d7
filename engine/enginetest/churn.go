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

// ChurnRows returns the churn of each customer that has a row in revenue_split of the same windows.
func (v *View) ChurnRows() []Churn {
	p := v.churnPeriod()
	level := v.productLevel()
	var out []Churn
	for _, r := range v.spend().Splits(p) {
		c := Churn{CustomerID: r.CustomerID, SpendBefore: r.V0, SpendAfter: r.V1, split: r}
		if r.s {
			c.ProductsBefore = max(v.productCount(r.CustomerID, p.Before, level), 1)
		}
		if r.e || !r.s {
			c.ProductsAfter = max(v.productCount(r.CustomerID, p.Own, level), count(r.e))
		}
		c.Kind = v.churnKind(c, level)
		out = append(out, c)
	}
	return out
}

// spend is the same view by revenue: churn is about what customers spend.
func (v *View) spend() *View {
	other := *v
	other.Measure = "revenue"
	return &other
}

// productLevel is the level asked for; by default lines where at least 80 % of the value has one.
func (v *View) productLevel() string {
	if v.ProductLevel != "" {
		return v.ProductLevel
	}
	var all, known Amount
	for _, e := range v.lines {
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

// ChurnValue is what one customer gained and lost, the losses as positive amounts.
type ChurnValue struct {
	CustomerID                              string
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
	for _, r := range v.spend().Splits(p) {
		c := ChurnValue{CustomerID: r.CustomerID}
		if r.s && r.e {
			v.churnProducts(&c, p, level)
		} else {
			c.Account, c.New, c.Reactivated, c.UnknownOrigin = r.Lost, r.New, r.Reactivated, r.UnknownOrigin
			c.Adj = r.Adj1 - r.Adj0
		}
		out = append(out, c)
	}
	return out
}

func (v *View) churnProducts(c *ChurnValue, p Period, level string) {
	before, after := v.byProduct(c.CustomerID, p.Before, level), v.byProduct(c.CustomerID, p.Own, level)
	keys := map[productKey]bool{}
	for _, m := range []map[productKey]Amount{before, after} {
		for key := range m {
			keys[key] = true
		}
	}
	for key := range keys {
		v0, v1 := before[key], after[key]
		if !key.inProfile {
			c.AdjProduct += v1 - v0
			continue
		}
		switch {
		case v0 > 0 && v1 > 0:
			c.Decreased += (v0 - v1).pos()
			c.Expansion += (v1 - v0).pos()
		case v0 > 0:
			c.Product += v0
			c.AdjProduct += v1
		case v1 > 0:
			c.NewProduct += v1
			c.AdjProduct -= v0
		default:
			c.AdjProduct += v1 - v0
		}
	}
}
