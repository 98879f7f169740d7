package enginetest

// Gap is a row of whitespace.
type Gap struct {
	CustomerID, ProductID string
	Missing               bool // not bought; else underbought
	Value                 float64
	Penetration, Typical  float64
	Peers, Buyers         int
	Basis                 string
}

// Gaps returns what customers do not buy, or buy less of, although others like them do; least is the smallest penetration looked at.
func (v *View) Gaps(least float64) []Gap {
	year := Window{Edge(v.AsOf, 12), v.AsOf}
	sales, tiers := v.sales(year, v.levelIn(year)), v.tiers()
	totals := map[string]float64{}
	items := map[string]bool{}
	for owner, products := range sales {
		var total Amount
		for item, s := range products {
			total += s.net
			items[item] = items[item] || item != "(none)"
		}
		if total > 0 {
			totals[owner] = total.float()
		}
	}
	var out []Gap
	for _, owner := range sortedKeys(totals) {
		peers, basis := v.peers(owner, totals, tiers)
		if len(peers) < 8 {
			continue
		}
		for _, item := range sortedKeys(items) {
			if items[item] {
				if g, ok := gapOf(owner, item, peers, sales, totals, least); ok {
					g.Basis = basis
					out = append(out, g)
				}
			}
		}
	}
	return out
}

// peers are the other customers of the same segment and tier, else of the segment, else all, whichever are 8 first.
func (v *View) peers(owner string, totals map[string]float64, tiers map[string]string) (peers []string, basis string) {
	same := map[string]func(string) bool{
		"segment and tier": func(o string) bool { return v.known[o].Industry == v.known[owner].Industry && tiers[o] == tiers[owner] },
		"segment":          func(o string) bool { return v.known[o].Industry == v.known[owner].Industry },
		"all":              func(string) bool { return true },
	}
	for _, basis := range []string{"segment and tier", "segment", "all"} {
		var peers []string
		for _, o := range sortedKeys(totals) {
			if o != owner && same[basis](o) {
				peers = append(peers, o)
			}
		}
		if len(peers) >= 8 {
			return peers, basis
		}
	}
	return nil, ""
}

func gapOf(owner, item string, peers []string, sales map[string]map[string]*sale, totals map[string]float64, least float64) (Gap, bool) {
	share := func(o string) float64 {
		if s := sales[o][item]; s != nil && s.net > 0 {
			return s.net.float() / totals[o]
		}
		return 0
	}
	var shares []float64
	for _, o := range peers {
		if share(o) > 0 {
			shares = append(shares, share(o))
		}
	}
	own := share(owner)
	g := Gap{CustomerID: owner, ProductID: item, Missing: own == 0, Peers: len(peers), Buyers: len(shares)}
	if len(shares) == 0 {
		return g, false
	}
	g.Penetration = float64(g.Buyers) / float64(g.Peers)
	if g.Missing {
		if g.Penetration < least {
			return g, false
		}
		g.Typical = quantile7(sortedFloats(shares), 0.5) * totals[owner]
		g.Value = g.Penetration * g.Typical
		return g, true
	}
	if float64(g.Buyers+1)/float64(g.Peers) < least {
		return g, false
	}
	g.Typical = quantile7(sortedFloats(append(shares, own)), 0.5) * totals[owner]
	return g, g.Buyers >= 4 && own < quantile7(sortedFloats(shares), 0.25)
}
