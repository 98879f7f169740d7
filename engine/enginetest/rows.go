package enginetest

// The functions here name what the oracle computed as the columns of the figures do.

// RankRecords are the rows of pareto_rank.
func RankRecords(rows []Rank) []Record {
	var out []Record
	for _, r := range rows {
		rec := Record{
			"customer_id": r.CustomerID, "value": optional(r.Value), "rank": some(r.Rank), "position": some(r.Position),
			"percentile": optional(r.Percentile), "share": optional(r.Share), "share_above": optional(r.ShareAbove),
			"cum_share": optional(r.Cum), "tier": orNull(r.Tier), "band": orNull(r.Band), "nonpositive": r.Nonpositive,
			"reason": orNull(r.Reason),
		}
		if r.Value == nil {
			rec["nonpositive"] = nil
		}
		out = append(out, rec)
	}
	return out
}

// TestRecords are the rows of pareto_test.
func TestRecords(rows []ParetoTest) []Record {
	var out []Record
	for _, t := range rows {
		out = append(out, Record{
			"period": int64(t.K), "customers": int64(t.N), "top20_share": optional(t.Top20), "top30_share": optional(t.Top30),
			"customers_for_80": some(t.CustomersFor80), "pct_customers_for_80": optional(t.PctFor80),
			"pct_customers_for_70": optional(t.PctFor70), "tail_share": optional(t.Tail), "pareto_applies": optional(t.Applies),
			"gini": optional(t.Gini), "hhi": optional(t.HHI), "effective_customers": optional(t.Effective),
			"top1_share": optional(t.Top1), "top5_share": optional(t.Top5), "top10_share": optional(t.Top10),
			"unassigned_share": optional(t.Unassigned),
		})
	}
	return out
}

// SplitRecord is a row of revenue_split.
func SplitRecord(r Split) Record {
	rec := r.record()
	rec["customer_id"], rec["movement"] = r.CustomerID, orNull(r.Movement)
	if r.Unknown() {
		for _, name := range []string{"repeat", "growth", "growth_annualised", "growth_organic", "new", "reactivated", "unknown_origin",
			"contraction", "lost", "adj0", "adj1"} {
			rec[name] = nil
		}
	}
	if r.unknown0 {
		rec["v0"] = nil
	}
	if r.unknown1 {
		rec["v1"] = nil
	}
	return rec
}

// BridgeRecord is a row of revenue_bridge.
func BridgeRecord(b Bridge) Record {
	rec := b.record()
	rec["left_out"] = int64(b.LeftOut)
	if b.LeftOut > 0 && b.Customers == 0 {
		for name, value := range rec {
			if _, money := value.(Amount); money {
				rec[name] = nil
			}
		}
	}
	return rec
}

func (r *Split) record() Record {
	p := r.Period
	rec := Record{
		"period": int64(p.K), "v0": r.V0, "v1": r.V1, "repeat": r.Repeat, "growth": r.Growth,
		"growth_annualised": r.Annualised, "growth_organic": r.Organic, "new": r.New, "reactivated": r.Reactivated,
		"unknown_origin": r.UnknownOrigin, "contraction": r.Contraction, "lost": r.Lost, "adj0": r.Adj0, "adj1": r.Adj1,
		"comparable": p.Comparable, "lookback_months": int64(p.LookbackMonths), "new_eq": nil, "reactivated_eq": nil,
	}
	if p.Comparable {
		rec["new_eq"], rec["reactivated_eq"] = r.NewEq, r.ReactivatedEq
	}
	return rec
}

// KPIRecords are the rows of kpi.
func KPIRecords(rows []KPI, bridges []Bridge) []Record {
	var out []Record
	for i, k := range rows {
		rec := Record{
			"period": int64(k.Period.K), "revenue": k.Revenue, "nrr": optional(k.NRR), "grr": optional(k.GRR),
			"nrr_mature": optional(k.MatureNRR), "grr_mature": optional(k.MatureGRR), "retention_rate": optional(k.Retention),
			"opening_customers": nil, "new_customers": nil, "reactivated_customers": nil, "lost_customers": nil, "closing_customers": nil,
			"comparable": k.Period.Comparable, "lookback_months": int64(k.Period.LookbackMonths),
			"new_eq": nil, "reactivated_eq": nil,
		}
		if k.Period.Comparable {
			rec["opening_customers"], rec["new_customers"], rec["reactivated_customers"] = int64(k.Opening), int64(k.New), int64(k.Reactivated)
			rec["lost_customers"], rec["closing_customers"] = int64(k.Lost), int64(k.Closing)
			rec["new_eq"], rec["reactivated_eq"] = bridges[i].NewEq, bridges[i].ReactivatedEq
		}
		out = append(out, rec)
	}
	return out
}

// ChurnRecords are the rows of churn.
func ChurnRecords(rows []Churn) []Record {
	var out []Record
	for _, c := range rows {
		out = append(out, Record{
			"customer_id": c.CustomerID, "churn_kind": orNull(c.Kind), "products_before": int64(c.ProductsBefore),
			"products_after": int64(c.ProductsAfter), "spend_before": c.SpendBefore, "spend_after": c.SpendAfter,
			"spend_change": c.SpendAfter - c.SpendBefore,
		})
	}
	return out
}

// ChurnValueRecords are the rows of churn_value.
func ChurnValueRecords(rows []ChurnValue) []Record {
	var out []Record
	for _, c := range rows {
		out = append(out, Record{
			"customer_id": c.CustomerID, "product_id": orNull(c.ProductID), "v0": c.V0, "v1": c.V1, "account": c.Account, "product": c.Product, "decreased": c.Decreased,
			"expansion": c.Expansion, "new_product": c.NewProduct, "new": c.New, "reactivated": c.Reactivated,
			"unknown_origin": c.UnknownOrigin, "adj_product": c.AdjProduct, "adj": c.Adj,
		})
	}
	return out
}

// StatusRecords are the rows of customer_status as of a day.
func StatusRecords(rows []Status, asOf Day) []Record {
	var out []Record
	for _, s := range rows {
		rec := Record{
			"customer_id": s.CustomerID, "status": s.Status, "orders": int64(s.Orders), "first_order": nil, "last_order": nil,
			"days_since_last": nil, "returns_only": s.ReturnsOnly, "reversed_only": s.ReversedOnly, "zero_value_only": s.ZeroOnly,
			"left_censored": s.LeftCensored,
		}
		if s.Last != NoDay {
			rec["first_order"], rec["last_order"], rec["days_since_last"] = s.First, s.Last, int64(asOf-s.Last)
		}
		out = append(out, rec)
	}
	return out
}

// MigrationRecords are the rows of tier_migration.
func MigrationRecords(rows []Migration) []Record {
	var out []Record
	for _, m := range rows {
		out = append(out, Record{
			"period": int64(m.K), "from_tier": orNull(m.From), "to_tier": orNull(m.To), "customers": int64(m.Customers),
			"value_before": optional(m.Before), "value_after": optional(m.After),
		})
	}
	return out
}

// FloorRecords is the row of tier_floors.
func FloorRecords(v *View) []Record {
	f := v.TierFloors()
	return []Record{{"measure": v.Measure, "a_floor": optional(f.A), "b_floor": optional(f.B)}}
}

// CurveRecords are the rows of pareto_curve.
func CurveRecords(rows []CurvePoint) []Record {
	var out []Record
	for _, c := range rows {
		out = append(out, Record{
			"position": int64(c.Position), "customer_id": c.CustomerID, "value": c.Value, "cum_value": c.Cum,
			"cum_customers": optional(ratio(c.Position, len(rows))), "cum_share": optional(c.CumShare), "next10_share": optional(c.Next),
		})
	}
	return out
}

// WhaleRecords are the rows of whale_curve.
func WhaleRecords(v *View) []Record {
	var out []Record
	var sum, peak Amount
	for _, r := range v.ByProfit().Ranks(v.TierMonths) {
		if r.Value != nil {
			sum += *r.Value
			peak = max(peak, sum)
			if len(out) == 0 {
				peak = sum
			}
			out = append(out, Record{"position": int64(r.Position), "customer_id": r.CustomerID, "value": *r.Value, "cum_value": sum})
		}
	}
	for _, rec := range out {
		rec["peak_value"], rec["final_value"], rec["peak_ratio"] = peak, sum, nil
		if sum > 0 {
			rec["peak_ratio"] = optional(peak.over(sum))
		}
	}
	return out
}

// WholeRecords are the rows of landscape without a period: the ranking over all periods shown, and those who are never ranked.
func WholeRecords(v *View) []Record {
	periods := v.Periods()
	whole := Window{periods[len(periods)-1].Own.After, v.AsOf}
	out := RankRecords(v.rank(whole))
	byOwner := v.sumBy(whole, v.owner)
	for _, owner := range []string{Unassigned, GenericRow, Internal} {
		if s := byOwner[owner]; s != nil {
			rec := Record{"customer_id": owner, "value": optional(v.value(s))}
			if v.unknown(byOwner) {
				rec["value"] = nil
			}
			out = append(out, rec)
		}
	}
	return out
}

// LandscapeRecords are the rows of landscape that have a period.
func LandscapeRecords(v *View) []Record {
	var out []Record
	ranks := func(w Window) map[string]Record {
		m := map[string]Record{}
		for _, rec := range RankRecords(v.rank(w)) {
			m[rec["customer_id"].(string)] = rec
		}
		return m
	}
	for _, p := range v.Periods() {
		now, before := ranks(p.Own), ranks(p.Before)
		revenue := v.sumBy(p.Own, v.owner)
		for _, r := range v.Splits(p) {
			rec := SplitRecord(r)
			rec["value"], rec["adj"], rec["orders"] = rec["v1"], rec["adj1"], int64(v.orders(r.CustomerID, p.Own))
			rec["tier_previous"], rec["revenue"] = before[r.CustomerID]["tier"], Amount(0)
			if s := revenue[r.CustomerID]; s != nil {
				rec["revenue"] = s.net
			}
			for _, name := range []string{"rank", "position", "share", "share_above", "cum_share", "tier", "band"} {
				rec[name] = now[r.CustomerID][name]
			}
			out = append(out, rec)
		}
	}
	return out
}

func optional[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func some(n int) any {
	if n == 0 {
		return nil
	}
	return int64(n)
}
