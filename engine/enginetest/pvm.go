package enginetest

import "math/big"

// PVM is a row of pvm. Effects are fractions, so that nothing is rounded; Mix is nil where units of measure are mixed.
type PVM struct {
	ProductID, Kind                              string
	A, B                                         Amount
	Price, Volume, Mix, Cost, New, Lost, Unknown *big.Rat
}

// PriceVolumeMix explains the change from one window to another by product, or by line; nil where too little cost is known for a profit.
func (v *View) PriceVolumeMix(a, b Window, by string, profit bool) []PVM {
	type side struct{ value, priced, quantity, cost Amount }
	type both struct {
		sides [2]side
		units map[string]bool
	}
	rows := map[string]*both{}
	var known sums
	for _, e := range v.lines {
		for i, w := range []Window{a, b} {
			if !w.has(v.dated(e)) {
				continue
			}
			known.add(e)
			name, _ := v.productOf(e, by)
			if rows[name] == nil {
				rows[name] = &both{units: map[string]bool{}}
			}
			r := rows[name]
			r.units[v.products[e.ProductID].Unit] = true
			if profit && e.cost == nil {
				continue
			}
			s := &r.sides[i]
			s.value += e.net
			if profit {
				s.value -= *e.cost
			}
			if e.Quantity != nil {
				s.priced += e.net
				s.quantity += *e.Quantity
				if profit {
					s.cost += *e.cost
				}
			}
		}
	}
	if profit && !known.covered(v.MinCostCoverage) {
		return nil
	}
	kindOf := func(r *both) string {
		full := func(s side) bool { return s.quantity > 0 && s.priced > 0 }
		none := func(s side) bool { return s.quantity == 0 && s.priced == 0 }
		switch x, y := r.sides[0], r.sides[1]; {
		case full(x) && full(y):
			return "kept"
		case full(x) && none(y):
			return "lost"
		case none(x) && full(y):
			return "new"
		}
		return "other"
	}
	all := map[string][2]Amount{}
	for _, r := range rows {
		if kindOf(r) == "kept" && len(r.units) == 1 {
			for u := range r.units {
				all[u] = [2]Amount{all[u][0] + r.sides[0].quantity, all[u][1] + r.sides[1].quantity}
			}
		}
	}
	var out []PVM
	for _, name := range sortedKeys(rows) {
		r := rows[name]
		x, y := r.sides[0], r.sides[1]
		p := PVM{ProductID: name, Kind: kindOf(r), A: x.value, B: y.value}
		change := rat(y.value - x.value)
		p.Price, p.Volume, p.Mix, p.Cost, p.New, p.Lost, p.Unknown = new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat)
		explained := rat(y.priced - y.cost - x.priced + x.cost)
		switch p.Kind {
		case "other":
			explained = new(big.Rat)
		case "new":
			p.New = explained
		case "lost":
			p.Lost = explained
		case "kept":
			per := func(n, d Amount) *big.Rat { return big.NewRat(int64(n), int64(d)) }
			mean := func(x, y *big.Rat) *big.Rat { return mul(sum(x, y), big.NewRat(1, 2)) }
			margin := mean(per(x.priced-x.cost, x.quantity), per(y.priced-y.cost, y.quantity))
			quantity := mean(rat(x.quantity), rat(y.quantity))
			p.Price = mul(minus(per(y.priced, y.quantity), per(x.priced, x.quantity)), quantity)
			p.Cost = mul(minus(per(x.cost, x.quantity), per(y.cost, y.quantity)), quantity)
			if len(r.units) > 1 {
				p.Volume, p.Mix = mul(rat(y.quantity-x.quantity), margin), nil
				break
			}
			q := all[sortedKeys(r.units)[0]]
			shareA, shareB := per(x.quantity, q[0]), per(y.quantity, q[1])
			p.Volume = mul(mul(mean(shareA, shareB), rat(q[1]-q[0])), margin)
			p.Mix = mul(mul(mean(rat(q[0]), rat(q[1])), minus(shareB, shareA)), margin)
		}
		p.Unknown = minus(change, explained)
		out = append(out, p)
	}
	return out
}

func rat(a Amount) *big.Rat        { return big.NewRat(int64(a), int64(One)) }
func mul(x, y *big.Rat) *big.Rat   { return new(big.Rat).Mul(x, y) }
func sum(x, y *big.Rat) *big.Rat   { return new(big.Rat).Add(x, y) }
func minus(x, y *big.Rat) *big.Rat { return new(big.Rat).Sub(x, y) }
