package engine

import (
	"context"
	"fmt"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// mostSpenders is the number of customers above which the model of spend is fitted to a sample, which a hash of the customer chooses.
const mostSpenders = 500_000

// fitAll fits the chosen model to everything known, or says why none can be used.
func (f *fit) fitAll(ctx context.Context) error {
	if f.now.customers == 0 {
		f.say("The ledger has no purchase up to %s", f.config.asOf)
		return f.fallBack(ctx)
	}
	if lack := f.now.check(); lack != nil {
		f.say("%s", lack)
		return f.fallBack(ctx)
	}
	kind, k, doubted := f.decide()
	if kind == btyd.KindCNBD && !f.now.gaps {
		var err error
		if f.now, err = f.readPresent(ctx, true); err != nil {
			return err
		}
	}
	if err := f.readGroups(ctx, f.now); err != nil {
		return err
	}
	options := f.fitOptions()
	options.K = k
	fitted, err := btyd.Ladder(ctx, kind, f.now.groups, options)
	if err != nil {
		return err
	}
	f.say("%s", fitted.Reason)
	if !fitted.Converged {
		return f.fallBack(ctx)
	}
	f.model, f.method = &fitted, "model"
	naive, err := btyd.FitModel(ctx, btyd.KindNBD, f.now.groups, f.fitOptions())
	if err != nil {
		return err
	}
	f.naive = &naive
	if doubted && f.dropoutSeen() != false {
		f.model, f.naive = nil, nil
		return f.fallBack(ctx)
	}
	return f.fitSpend(ctx)
}

// fallBack takes the yearly moves between the tiers in place of a model where there are any, else nothing but the history.
func (f *fit) fallBack(ctx context.Context) error {
	var moves bool
	err := f.e.queryRow(ctx, f.conn, "SELECT EXISTS (FROM landscape_base.ltv_chain(as_of := DATE "+quoteText(f.config.asOf)+"))", nil, &moves)
	if moves {
		f.method = "migration"
		f.say("Used the migration method")
		return err
	}
	f.method = "historic"
	f.say("Only what was bought so far is known")
	return err
}

// decide says which model to fit: the one asked for, the one that the comparison chose, or MBG/NBD where nothing can be compared. Where no model
// foretold the holdout better than one in which nobody leaves, MBG/NBD is doubted: it is kept only if nobody is seen to leave in all of
// the data either, since both are the same then.
func (f *fit) decide() (kind btyd.Kind, k int, doubted bool) {
	if f.config.model != "auto" {
		return btyd.Kind(f.config.model), 0, false
	}
	if f.holdout == nil {
		f.say("The history is too short to compare models, and MBG/NBD is taken")
		return btyd.KindMBG, 0, false
	}
	c := f.holdout.choice
	if c.Kind == "" {
		f.say("%s", c.Reason)
		return btyd.KindMBG, 0, true
	}
	return c.Kind, c.K, false
}

// fitSpend fits the values of purchase days. A ledger without amounts is scored for orders alone.
func (f *fit) fitSpend(ctx context.Context) error {
	if !f.config.hasPurchases {
		f.say("The ledger has no amounts: orders are expected, and no spend")
		return nil
	}
	days, mean := "spend_days", "mean_value"
	if f.opts.RepeatSpend {
		days, mean = "repeat_days", "repeat_value::DOUBLE / nullif(repeat_days, 0)"
	}
	condition := f.now.condition() + " AND " + days + " > 0 AND " + mean + " BETWEEN 1e-12 AND 1e15"
	var spenders int64
	if err := f.e.queryRow(ctx, f.conn, "SELECT count(*) FROM temp."+f.now.table+" WHERE "+condition, nil, &spenders); err != nil {
		return err
	}
	if spenders < btyd.MinRepeaters {
		f.say("Only %d customers have bought for more than 0, too few for a model of spend", spenders)
		return nil
	}
	if sample := (spenders + mostSpenders - 1) / mostSpenders; sample > 1 {
		condition += fmt.Sprintf(" AND hash(customer_id) %% %d = 0", sample)
	}
	rows, err := f.numbers(ctx, "SELECT "+days+"::DOUBLE, "+mean+"::DOUBLE, count(*)::DOUBLE FROM temp."+f.now.table+" WHERE "+condition+" GROUP BY ALL ORDER BY ALL", 3)
	if err != nil {
		return err
	}
	groups := make([]btyd.Spend, len(rows))
	for i, row := range rows {
		groups[i] = btyd.Spend{N: int(row[0]), Mean: row[1], Customers: int64(row[2])}
	}
	spend, err := btyd.FitSpend(ctx, groups, f.fitOptions())
	if err != nil {
		return err
	}
	f.say("%s", spend.Reason)
	if spend.Converged {
		f.spend = &spend
	}
	return nil
}
