package engine

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/duckdb/duckdb-go/v2"

	"github.com/customer-landscape/landscape/udf/btyd"
)

// mostGroups is the number of distinct histories from which on a fit rounds times to weeks, mostCompared that of a comparison of models, which
// also forecasts each of them by every number of purchases that followed.
const (
	mostGroups   = 500_000
	mostCompared = 100_000
)

// population is who is known on one day, in a temporary table or view of one row per customer with a purchase day.
type population struct {
	table      string
	day        string
	customers  int64
	repeaters  int64
	censored   int64 // left-censored customers
	zeroDays   int64 // days with nothing but orders worth 0
	excluding  bool  // the left-censored are not in the fit
	spanDays   int   // from the first purchase day to day
	inFit      int64
	repeatsFit int64
	gaps       bool   // the table has the gaps between purchase days, which CNBD alone reads
	grouping   string // day or week
	groups     []btyd.Group
}

// condition selects who is in the fit.
func (p *population) condition() string {
	if p.excluding {
		return "NOT left_censored"
	}
	return "true"
}

// members is the condition that the customer of a relation is one of those in the fit.
func (p *population) members(relation string) string {
	return relation + ".customer_id IN (SELECT customer_id FROM " + p.table + " WHERE " + p.condition() + ")"
}

// readPopulation makes the table of the histories as of a day and counts them. wanted says which table, day and columns.
func (f *fit) readPopulation(ctx context.Context, wanted population) (*population, error) {
	p := &wanted
	columns, gaps := "0.0::DOUBLE AS log_gaps", ""
	if p.gaps {
		columns, gaps = "coalesce(g.log_gaps, 0) AS log_gaps", f.gapsOf(p.day)
	}
	_, err := f.e.exec(ctx, f.conn, "CREATE OR REPLACE TEMP TABLE "+p.table+" AS SELECT h.customer_id, h.x, h.t_x, h.t_age, h.left_censored, h.zero_days, "+columns+
		" FROM landscape_base.purchase_histories("+f.known(p.day)+", sums := 'none') AS h"+gaps+" WHERE h.x IS NOT NULL")
	if err != nil {
		return nil, err
	}
	return p, f.count(ctx, p)
}

// known is SQL for what was known on a day.
func (f *fit) known(day string) string {
	return "as_of := DATE " + quoteText(day) + ", zero_value_orders := " + quoteText(f.config.zeroValue)
}

// gapsOf joins the gaps known on a day to histories h.
func (f *fit) gapsOf(day string) string {
	return " LEFT JOIN landscape_base.purchase_gaps(" + f.known(day) + ") AS g ON g.customer_id = h.customer_id"
}

// count counts a population and decides who of it is in the fit.
func (f *fit) count(ctx context.Context, p *population) error {
	var span sql.NullInt64
	err := f.e.queryRow(ctx, f.conn, `SELECT count(*), count(*) FILTER (x > 0), count(*) FILTER (left_censored), coalesce(sum(zero_days), 0)::BIGINT,
		max(t_age) FROM temp.`+p.table, nil, &p.customers, &p.repeaters, &p.censored, &p.zeroDays, &span)
	if err != nil {
		return err
	}
	p.spanDays = int(span.Int64)
	p.inFit, p.repeatsFit = p.customers, p.repeaters
	if p.excluding = f.opts.LeftCensored == "exclude" && p.customers-p.censored >= fewestOthers; !p.excluding {
		return nil
	}
	return f.e.queryRow(ctx, f.conn, "SELECT count(*), count(*) FILTER (x > 0) FROM temp."+p.table+" WHERE "+p.condition(), nil, &p.inFit, &p.repeatsFit)
}

// check says what the population lacks for a fit; nil when it lacks nothing.
func (p *population) check() error { return btyd.CheckData(p.inFit, p.repeatsFit, float64(p.spanDays)) }

// readGroups groups the histories of those in the fit: exact days while there are few enough, else weeks.
func (f *fit) readGroups(ctx context.Context, p *population) error {
	days, err := f.grain(ctx, p, mostGroups)
	if err == nil {
		p.groups, err = f.groups(ctx, p, p.condition(), days)
	}
	return err
}

// grain decides by how many days the times of those in the fit are rounded: 1 where there are fewer distinct histories than most, else 7.
func (f *fit) grain(ctx context.Context, p *population, most int64) (days int, err error) {
	var groups int64
	err = f.e.queryRow(ctx, f.conn, "SELECT count(*) FROM (SELECT DISTINCT x, t_x, t_age FROM temp."+p.table+" WHERE "+p.condition()+")", nil, &groups)
	if groups >= most {
		p.grouping = "week"
		return 7, err
	}
	p.grouping = "day"
	return 1, err
}

// stepped gives SQL for t_x and t_age, rounded to the nearest multiple of so many days as btyd.Coarsen rounds them: the t_x of a repeat
// buyer stays above 0, and t_age at t_x or above.
func stepped(days int) (tx, age string) {
	if days == 1 {
		return "t_x", "t_age"
	}
	round := func(column string) string { return fmt.Sprintf("(%s + %d) // %d * %d", column, days/2, days, days) }
	tx = fmt.Sprintf("greatest(%s, CASE WHEN x > 0 THEN %d ELSE 0 END)", round("t_x"), days)
	return tx, "greatest(" + round("t_age") + ", " + tx + ")"
}

// meanGaps is the SQL of what customers with one history have as the sum of the logarithms of their gaps, in the mean: that of decimals, whose
// order does not matter.
func (p *population) meanGaps() string {
	if !p.gaps {
		return "0.0::DOUBLE"
	}
	return "sum(log_gaps::DECIMAL(24, 10))::DOUBLE / count(*)"
}

// groups reads the histories of a population that meet a condition, with times rounded to multiples of so many days, in the unit of the fit.
func (f *fit) groups(ctx context.Context, p *population, condition string, days int) ([]btyd.Group, error) {
	tx, age := stepped(days)
	rows, err := f.numbers(ctx, "SELECT x::DOUBLE, tx::DOUBLE, age::DOUBLE, log_gaps, customers::DOUBLE FROM (SELECT x, "+tx+" AS tx, "+age+" AS age, "+
		p.meanGaps()+" AS log_gaps, count(*) AS customers FROM "+p.table+" WHERE "+condition+" GROUP BY 1, 2, 3) ORDER BY x, tx, age", 5)
	if err != nil {
		return nil, err
	}
	groups := make([]btyd.Group, len(rows))
	for i, row := range rows {
		groups[i] = btyd.Group{History: f.history(row, p.gaps), Customers: int64(row[4])}
	}
	return groups, nil
}

// history turns x, t_x, T in days and the sum of the logarithms of gaps in days into the unit of the fit.
func (f *fit) history(row []float64, gaps bool) btyd.History {
	h := btyd.History{X: int(row[0]), Tx: row[1] / f.config.unit, T: row[2] / f.config.unit}
	if h.X > 0 && gaps {
		h.LogGaps = row[3] - row[0]*f.config.logUnit()
	}
	return h
}

// numbers reads a result whose columns are DOUBLE through Arrow; NULL is NaN.
func (f *fit) numbers(ctx context.Context, query string, columns int) ([][]float64, error) {
	var rows [][]float64
	err := f.conn.Raw(func(driverConn any) error {
		raw, ok := driverConn.(*duckdb.Conn)
		if !ok {
			return fmt.Errorf("the connection is a %T, not one of DuckDB", driverConn)
		}
		door, err := duckdb.NewArrowFromConn(raw)
		if err != nil {
			return err
		}
		reader, err := door.QueryContext(ctx, query)
		if err != nil {
			return err
		}
		defer reader.Release()
		for reader.Next() {
			if rows, err = appendNumbers(rows, reader.RecordBatch(), columns); err != nil {
				return err
			}
		}
		return reader.Err()
	})
	return rows, err
}

func appendNumbers(rows [][]float64, batch arrow.RecordBatch, columns int) ([][]float64, error) {
	values := make([][]float64, columns)
	for i := range values {
		column, ok := batch.Column(i).(*array.Float64)
		if !ok {
			return nil, fmt.Errorf("column %d of the histories is a %s", i, batch.Column(i).DataType())
		}
		values[i] = column.Float64Values()
	}
	cells := make([]float64, columns*int(batch.NumRows()))
	for r := range int(batch.NumRows()) {
		row := cells[r*columns : (r+1)*columns]
		for c := range row {
			row[c] = values[c][r]
		}
		rows = append(rows, row)
	}
	return rows, nil
}
