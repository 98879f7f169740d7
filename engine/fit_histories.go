package engine

import (
	"context"

	"github.com/customer-landscape/landscape/queries"
	"github.com/customer-landscape/landscape/udf/btyd"
)

// readHistories reads the histories of a fit as of its last day and, where there is a cut, as of that: from what the refresh has kept, or in one
// pass over the days. Who is left-censored is asked once, as of the last day: it is a question about the start of the ledger.
func (f *fit) readHistories(ctx context.Context) (err error) {
	f.histories = queries.KeptName("usual_histories")
	if !f.config.standing || f.opts.Cut != "" {
		f.histories = "temp.fit_histories"
		cut := "NULL"
		if f.config.cut != "" {
			cut = "DATE " + quoteText(f.config.cut)
		}
		_, err = f.e.exec(ctx, f.conn, "CREATE OR REPLACE TEMP TABLE fit_histories AS SELECT h.customer_id, h.x, h.t_x, h.t_age, h.left_censored, h.zero_days, "+
			"h.spend_days, h.spend_value, h.mean_value, h.repeat_days, h.repeat_value, h.before_x, h.before_t_x, h.before_t_age, h.before_year, h.after_cut "+
			"FROM landscape_base.purchase_histories("+f.known(f.config.asOf)+", sums := 'spend', cut := "+cut+") AS h WHERE h.x IS NOT NULL OR h.before_x IS NOT NULL")
		if err != nil {
			return err
		}
	}
	f.now, err = f.readPresent(ctx, f.config.model == string(btyd.KindCNBD))
	return err
}

// readPresent takes the histories as of the last day from those that were read.
func (f *fit) readPresent(ctx context.Context, gaps bool) (*population, error) {
	return f.readPart(ctx, population{table: "fit_now", day: f.config.asOf, gaps: gaps},
		"h.x, h.t_x, h.t_age, h.zero_days, h.spend_days, h.spend_value, h.mean_value, h.repeat_days, h.repeat_value", "h.x")
}

// readPast takes the histories as of the cut from those that were read.
func (f *fit) readPast(ctx context.Context) (*population, error) {
	gaps := f.config.model == "auto" || f.config.model == string(btyd.KindCNBD)
	return f.readPart(ctx, population{table: "fit_past", day: f.config.cut, gaps: gaps},
		"h.before_x AS x, h.before_t_x AS t_x, h.before_t_age AS t_age, 0 AS zero_days, h.before_year, h.after_cut", "h.before_x")
}

// readPart names the histories of one day among those that were read: the columns of those whose x is known, with the gaps where they are
// wanted. Without gaps it is a view, since a copy would take longer than all that reads it.
func (f *fit) readPart(ctx context.Context, wanted population, columns, x string) (*population, error) {
	p := &wanted
	kind, column, gaps := "VIEW", "0.0::DOUBLE", ""
	if p.gaps {
		kind, column, gaps, p.table = "TABLE", "coalesce(g.log_gaps, 0)", f.gapsOf(p.day), p.table+"_gaps"
	}
	_, err := f.e.exec(ctx, f.conn, "CREATE OR REPLACE TEMP "+kind+" "+p.table+" AS SELECT h.customer_id, h.left_censored, "+columns+", "+column+
		" AS log_gaps FROM "+f.histories+" AS h"+gaps+" WHERE "+x+" IS NOT NULL")
	if err != nil {
		return nil, err
	}
	return p, f.count(ctx, p)
}
