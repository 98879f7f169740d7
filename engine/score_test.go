package engine_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// scoresByViews says every score by the view that it comes from. Each view is asked by itself, since one plan of them all would take longer than
// their rows.
var scoresByViews = []string{
	"create or replace temp table by_status as select q.* from customer_status as q where q.kind = 'customer'",
	"create or replace temp table by_rank as from pareto_rank",
	"create or replace temp table by_period as select q.customer_id, q.tier_previous, q.movement from landscape as q where q.period = 0",
	"create or replace temp table by_churn as from churn",
	"create or replace temp table by_loss as select q.customer_id, sum(q.account + q.product + q.decreased) as lost from churn_value as q group by q.customer_id",
	"create or replace temp table by_category as select q.client_id, q.category from client_categories as q where q.kind = 'customer'",
	"create or replace temp table by_ltv as from ltv",
	"create or replace temp table made as from scores",
	`create or replace temp table expected as
	select s.customer_id, s.name, s.status, r.rank, case when r.customer_id is null then 0 else r.share end as share,
		case when r.customer_id is null then 0 else r.value end::decimal(18, 4) as value, r.tier, l.tier_previous, l.movement, c.churn_kind,
		coalesce(v.lost, 0)::decimal(18, 4) as churn_value, k.category, t.p_alive, t.p_buy_12m, t.expected_orders, t.expected_spend, t.ltv_total,
		t.low, t.high, t.historic_revenue, s.orders, s.last_order, s.days_since_last,
		case when r.customer_id is null then 'no_line' else r.reason end as rank_reason, t.method as ltv_method, t.reason as ltv_reason, s.as_of
	from by_status as s
	left join by_rank as r on s.customer_id = r.customer_id
	left join by_period as l on s.customer_id = l.customer_id
	left join by_churn as c on s.customer_id = c.customer_id
	left join by_loss as v on s.customer_id = v.customer_id
	left join by_category as k on s.customer_id = k.client_id
	left join by_ltv as t on s.customer_id = t.customer_id`,
}

// holdScores reports where the figure scores differs from its views, and scores that do not sum to the ledger.
func holdScores(t *testing.T, s *engine.Session) {
	t.Helper()
	for _, statement := range scoresByViews {
		if _, err := s.Exec(context.Background(), statement, nil); err != nil {
			t.Fatalf("%v\n%s", err, statement)
		}
	}
	for _, q := range []string{"from made except all from expected", "from expected except all from made"} {
		for _, row := range Query(t, s, "select q.* from ("+q+") as q order by q.customer_id limit 3") {
			t.Errorf("%s: %v", q, row)
		}
	}
	want := Query(t, s, "select count(*) as n from made")[0]["n"]
	if got := score(t, s, engine.ScoreOptions{}).Summary; got.Customers != want || got.Customers != got.Rows {
		t.Errorf("%d customers and %d rows are told, %v are scored", got.Customers, got.Rows, want)
	}
}

// Scores are what their views say, row for row, under random settings and on random ledgers.
func TestScoresEqualViews(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	r := newRig(t)
	for _, c := range kept[:ifShort(1, 3)] {
		l := Random(c.seed)
		loads := Fill(t, r.engine, l)
		for i, settings := range RandomSettings(c.seed, l)[:1] {
			t.Run(fmt.Sprintf("seed %d settings %d", c.seed, i), func(t *testing.T) {
				r.apply(t, settings)
				holdScores(t, r.session)
				if t.Failed() {
					t.Log(settings.Text())
				}
			})
		}
		Empty(t, r.engine, loads)
	}
}

// Scores from what a refresh has kept are those that are computed, with lifetime values of a fit and without, for the settings in force and for a
// session with its own, and a file written at once holds the rows and the totals of the table.
func TestScoresFromKeptRows(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	ctx := context.Background()
	e := Open(t)
	LoadFolder(t, e, "golden12")
	set := func(name, value string) {
		t.Helper()
		if err := e.SetSetting(ctx, name, value); err != nil {
			t.Fatal(err)
		}
	}
	made := func(own ...string) []string {
		t.Helper()
		s := Session(t, e)
		defer s.Close()
		if len(own) > 0 {
			if err := s.Set(ctx, own[0], own[1]); err != nil {
				t.Fatal(err)
			}
		}
		path := filepath.Join(t.TempDir(), "all [1]*.parquet")
		told, err := s.ScoreParquet(ctx, path, engine.ScoreOptions{})
		if err != nil {
			t.Fatal(err)
		}
		rows := sorted(Query(t, s, "FROM read_parquet('"+strings.NewReplacer("[", "[[]", "*", "[*]").Replace(path)+"')"))
		if len(rows) < 4 || told.Rows != int64(len(rows)) || told.Customers != told.Rows {
			t.Errorf("%d rows and %d customers are told, the file holds %d", told.Rows, told.Customers, len(rows))
		}
		if len(own) == 0 {
			scores := score(t, s, engine.ScoreOptions{})
			if scores.Summary.ScoringSeconds, told.ScoringSeconds = 0, 0; !reflect.DeepEqual(scores.Summary, told) {
				t.Errorf("the file is told as %+v, the table as %+v", told, scores.Summary)
			}
		}
		return rows
	}
	same := func(when string, kept, computed []string) {
		t.Helper()
		if !slices.Equal(kept, computed) {
			t.Errorf("%s\n%v\nare kept, and computed\n%v", when, kept, computed)
		}
	}
	set("as_of", "2025-12-31")
	computed := made()
	set("keep_views", "always")
	same("without a fit", made(), computed)
	if _, err := e.Fit(ctx, engine.FitOptions{}); err != nil {
		t.Fatal(err)
	}
	all, profit, earlier := made(), made("measure", "profit"), made("as_of", "2024-12-31")
	set("keep_views", "never")
	same("after a fit", all, made())
	same("by profit", profit, made("measure", "profit"))
	same("as of another day", earlier, made("as_of", "2024-12-31"))
	if slices.Equal(all, computed) || slices.Equal(all, profit) || slices.Equal(all, earlier) {
		t.Error("neither a fit nor a setting changes a score")
	}
}

// loadScores opens a ledger of four customers, with a function that loads more.
func loadScores(t *testing.T) (*engine.Engine, func(name, text string)) {
	t.Helper()
	e := Open(t)
	load := func(name, text string) {
		t.Helper()
		path := filepath.Join(t.TempDir(), name+".csv")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := e.Load(context.Background(), engine.LoadOptions{Paths: []string{path}}); err != nil {
			t.Fatal(err)
		}
	}
	load("first", "invoice_id,customer_id,invoice_date,net_amount,product_id\n1,Ada,2025-01-10,600,p\n2,Ben,2025-02-10,300,p\n3,Cleo,2025-03-10,100,q\n4,Dan,2024-02-10,50,q\n")
	if err := e.SetSetting(context.Background(), "as_of", "2025-12-31"); err != nil {
		t.Fatal(err)
	}
	return e, load
}

func score(t *testing.T, s *engine.Session, opts engine.ScoreOptions) *engine.Scores {
	t.Helper()
	scores, err := s.Score(context.Background(), opts)
	if err != nil {
		t.Fatal(err)
	}
	return scores
}

// A difference holds who changed, came and went since the snapshot, and nobody else.
func TestScoresSinceSnapshot(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	e, load := loadScores(t)
	ctx := context.Background()
	if _, err := e.TakeSnapshot(ctx, "before", false); err != nil {
		t.Fatal(err)
	}
	// the second load takes the place of Cleo's invoice, which goes to Eve, and sells to Ben; Ada and Dan stay, but for Ada's share
	load("second", "invoice_id,customer_id,invoice_date,net_amount,product_id\n5,Ben,2025-11-10,100,p\n")
	if _, err := e.Unload(ctx, 1); err != nil {
		t.Fatal(err)
	}
	load("third", "invoice_id,customer_id,invoice_date,net_amount,product_id\n1,Ada,2025-01-10,600,p\n2,Ben,2025-02-10,300,p\n3,Eve,2025-03-10,100,q\n4,Dan,2024-02-10,50,q\n")
	s := Session(t, e)
	got := func(opts engine.ScoreOptions) map[string]string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "scores.parquet")
		if err := score(t, s, opts).WriteParquet(ctx, path, engine.ScorePart{}); err != nil {
			t.Fatal(err)
		}
		found := map[string]string{}
		for _, row := range Query(t, s, "select customer_id, change from '"+path+"'") {
			found[row["customer_id"].(string)] = row["change"].(string)
		}
		return found
	}
	for _, tc := range []struct {
		name string
		opts engine.ScoreOptions
		want map[string]string
	}{
		{"everything", engine.ScoreOptions{Since: "before", Delta: true}, map[string]string{"Ada": "changed", "Ben": "changed", "Cleo": "gone", "Eve": "new"}},
		{"Ada's share falls from 0.6 to 0.545", engine.ScoreOptions{Since: "before", Delta: true, Tolerance: 0.09},
			map[string]string{"Ada": "changed", "Ben": "changed", "Cleo": "gone", "Eve": "new"}},
		{"which is within a tenth", engine.ScoreOptions{Since: "before", Delta: true, Tolerance: 0.1},
			map[string]string{"Ben": "changed", "Cleo": "gone", "Eve": "new"}},
		{"columns that did not change", engine.ScoreOptions{Since: "before", Delta: true, Columns: []string{"tier", "status", "as_of"}},
			map[string]string{"Cleo": "gone", "Eve": "new"}},
		{"with the same", engine.ScoreOptions{Since: "before", Columns: []string{"value"}},
			map[string]string{"Ada": "same", "Ben": "changed", "Cleo": "gone", "Dan": "same", "Eve": "new"}},
		{"of some", engine.ScoreOptions{Since: "before", Customers: []string{"Ben", "Cleo", "Nobody"}}, map[string]string{"Ben": "changed", "Cleo": "gone"}},
	} {
		if found := got(tc.opts); fmt.Sprint(found) != fmt.Sprint(tc.want) {
			t.Errorf("%s: %v, want %v", tc.name, found, tc.want)
		}
	}
	unknown := score(t, s, engine.ScoreOptions{Since: "before", Customers: []string{"Ben", "Cleo", "Nobody"}}).Summary.Unknown
	if fmt.Sprint(unknown) != "[Nobody]" {
		t.Errorf("unknown are %v", unknown)
	}
}

func TestScoresRefuse(t *testing.T) {
	e, _ := loadScores(t)
	ctx := context.Background()
	if _, err := e.TakeSnapshot(ctx, "kept", false); err != nil {
		t.Fatal(err)
	}
	s := Session(t, e)
	for _, tc := range []struct {
		opts engine.ScoreOptions
		kind engine.Kind
		want string
	}{
		{engine.ScoreOptions{Columns: []string{"teir"}}, engine.KindInvalid, "column teir"},
		{engine.ScoreOptions{Since: "nothing"}, engine.KindNotFound, "no such snapshot"},
		{engine.ScoreOptions{Delta: true}, engine.KindInvalid, "label of a snapshot"},
		{engine.ScoreOptions{Since: "kept", Tolerance: 2}, engine.KindInvalid, "tolerance"},
		{engine.ScoreOptions{Since: "kept", Columns: []string{"as_of"}}, engine.KindInvalid, "none of the columns"},
	} {
		if _, err := s.Score(ctx, tc.opts); engine.KindOf(err) != tc.kind || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%+v: %v", tc.opts, err)
		}
	}
	if err := s.Set(ctx, "measure", "profit"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Score(ctx, engine.ScoreOptions{Since: "kept"}); engine.KindOf(err) != engine.KindInvalid || !strings.Contains(err.Error(), "kept by revenue") {
		t.Errorf("another measure: %v", err)
	}
}
