package views_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// The small ledger of testdata/referrals must say what its README works out by hand.
func TestReferrals(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e := Open(t)
	LoadFolder(t, e, "referrals")
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	CheckFigures(t, s, "referrals", [][3]string{
		{"referral_sources", "referrer_kind referrer_id", "referral_sources"},
		{"referral_downline", "customer_id member_id", "referral_downline"},
		{"referral_conversion", "period", "referral_conversion"},
		{"referral_roi", "period", "referral_roi"},
		{"referral_candidates", "customer_id", "referral_candidates"},
		{"referral_goal", "start_date", "referral_goal"},
		{"referral_goal_begun", "start_date", "referral_goal(start_date := date '2025-11-12')"},
		{"referral_asks_due", "customer_id", "referral_asks_due"},
		{"referral_thanks_due", "referral_id", "referral_thanks_due"},
		{"unknown", "name", `(select "check" as name, severity, count, sample from ledger_audit where "check" like 'unknown %')`},
		{"kpi", "period", "kpi"},
		{"benchmarks", "key seed position", "benchmarks where your_value is not null"},
	})
}

// An interval and probabilities of the literature: example (a) of Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, method 10,
// and tables of the Poisson distribution.
func TestReferralMathematics(t *testing.T) {
	t.Parallel()
	s := Session(t, Open(t))
	for _, c := range []struct {
		sql    string
		want   float64
		digits int
	}{
		{"newcombe_lo(56, 70, 48, 80)", 0.0524, 4},
		{"newcombe_hi(56, 70, 48, 80)", 0.3339, 4},
		{"newcombe_lo(9, 10, 3, 10)", 0.1705, 4},
		{"newcombe_hi(9, 10, 3, 10)", 0.8090, 4},
		{"newcombe_lo(10, 10, 0, 10)", 0.6075, 4},
		{"newcombe_hi(10, 10, 0, 10)", 1, 4},
		{"newcombe_lo(48, 80, 56, 70) + newcombe_hi(56, 70, 48, 80)", 0, 12}, // exchanging the groups mirrors the interval
		{"poisson_at_least(11, 10)", 1 - 0.5830, 4},
		{"poisson_at_least(1, 2)", 1 - 0.135335283237, 12},
		{"poisson_at_least(0, 5)", 1, 12},
		{"poisson_at_least(5, 0)", 0, 12},
		{"poisson_at_least(100, 20)", 0, 30},
		{"poisson_at_least(1000, 1000) - poisson_at_least(1001, 1000) - exp(1000 * ln(1000) - 1000 - lgamma(1001))", 0, 10},
	} {
		got := Query(t, s, "select "+c.sql+" as v")[0]["v"].(float64)
		if math.Abs(got-c.want) > 0.5000001*math.Pow10(-c.digits) {
			t.Errorf("%s is %v, want %v", c.sql, got, c.want)
		}
	}
	if r := Query(t, s, `select newcombe_lo(0, 0, 1, 2) as a, newcombe_hi(1, 2, null, 3) as b, poisson_at_least(null, 1) as c, poisson_at_least(1, -1) as d`)[0]; r["a"] != nil ||
		r["b"] != nil || r["c"] != nil || r["d"] != nil {
		t.Errorf("nothing known gives %v", r)
	}
}

// The downline of referrals at random, with circles, several referrers of one customer and ways longer than five, is what a search
// breadth first in plain Go finds.
func TestReferralDownlineSearch(t *testing.T) {
	t.Parallel()
	const customers, referrals = 60, 90
	random := rand.New(rand.NewPCG(4, 20))
	lines, named := "customer_id,invoice_date,net_amount\n", "referral_id,referrer_kind,referrer_id,referred_customer_id\n"
	for i := range customers {
		lines += fmt.Sprintf("c%d,2025-06-01,%d\n", i, i+1)
	}
	children := map[int][]int{}
	for i := range referrals {
		from, to := random.IntN(customers), random.IntN(customers)
		if i < 9 {
			from, to = i, i+1 // a chain that is longer than the search
		}
		named += fmt.Sprintf("r%d,customer,c%d,c%d\n", i, from, to)
		if from != to {
			children[from] = append(children[from], to)
		}
	}
	want := map[string]int64{}
	for top := range customers {
		seen, level := map[int]bool{top: true}, []int{top}
		for depth := int64(1); depth <= 5; depth++ {
			var next []int
			for _, from := range level {
				for _, to := range children[from] {
					if !seen[to] {
						seen[to] = true
						want[fmt.Sprintf("c%d c%d", top, to)] = depth
						next = append(next, to)
					}
				}
			}
			level = next
		}
	}
	e := Open(t)
	loadTexts(t, e, map[string]string{"invoice_lines": lines, "referrals": named})
	s := Session(t, e)
	got := map[string]int64{}
	for _, r := range Query(t, s, "select customer_id, member_id, depth from referral_downline") {
		got[r["customer_id"].(string)+" "+r["member_id"].(string)] = r["depth"].(int64)
	}
	if len(got) != len(want) {
		t.Errorf("%d pairs, want %d", len(got), len(want))
	}
	for pair, depth := range want {
		if got[pair] != depth {
			t.Errorf("%s: depth %d, want %d", pair, got[pair], depth)
		}
	}
	// what referral_sources says of each referrer, and that every customer brought counts once
	var faults []string
	for _, r := range Query(t, s, `select s.referrer_id from referral_sources as s
		left join (select d.customer_id, count(*) as members, max(d.depth) as depth, sum(d.value_12m) as worth from referral_downline as d group by all) as d
			on s.referrer_id = d.customer_id
		where s.downline != d.members or s.downline_depth != d.depth or s.downline_value_12m != d.worth or d.members is null and s.downline > 0`) {
		faults = append(faults, r["referrer_id"].(string))
	}
	if len(faults) > 0 {
		t.Errorf("referral_sources differs from referral_downline for %s", strings.Join(faults, ", "))
	}
	if r := Query(t, s, `select sum(s.customers_won)::bigint as won, (select count(distinct d.member_id) from referral_downline as d where d.depth = 1) as brought,
		sum(s.value_12m) - (select sum(c.value_12m) from landscape_base.customer_facts() as c where c.customer_id in (select d.member_id from referral_downline as d)) as rest
		from referral_sources as s`)[0]; r["won"] != r["brought"] || fmt.Sprint(r["rest"]) != "0/1" {
		t.Errorf("%v", r)
	}
}

// loadTexts loads a csv text into each table.
func loadTexts(t *testing.T, e *engine.Engine, texts map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for table, text := range texts {
		path := filepath.Join(dir, table+".csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := e.Load(t.Context(), engine.LoadOptions{Into: table, Paths: []string{path}}); err != nil {
			t.Fatal(err)
		}
	}
}

// A merged account refers and is referred under its new id; a group of companies does not refer itself; profit is NULL without costs.
func TestReferralsOfMergedAndGroupedAccounts(t *testing.T) {
	t.Parallel()
	e := Open(t)
	loadTexts(t, e, map[string]string{
		"invoice_lines":    "customer_id,invoice_date,net_amount\nold,2024-01-01,10\nann,2024-06-01,20\nbob,2025-02-01,30\ncy,2025-03-01,40\ndee,2025-04-01,50\n",
		"customer_aliases": "alias_id,customer_id\nold,ann\nbobby,bob\n",
		"customers":        "customer_id,parent_id\nbob,group\ncy,group\n",
		"referrals": "referral_id,referrer_kind,referrer_id,referred_customer_id,referral_date,reward_cost\n" +
			"1,customer,old,bobby,2025-01-01,1\n2,customer,bob,cy,2025-01-02,1\n3,customer,cy,dee,2025-01-03,1\n4,customer,ann,old,2023-01-01,1\n5,customer,dee,bob,2025-01-31,1\n",
	})
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	pairs := func(level string) string {
		var out []string
		for _, r := range Query(t, s, "select customer_id, member_id, depth from referral_downline(level := '"+level+"') order by 1, 3, 2") {
			out = append(out, fmt.Sprintf("%v>%v:%v", r["customer_id"], r["member_id"], r["depth"]))
		}
		return strings.Join(out, " ")
	}
	if got, want := pairs("customer"), "ann>bob:1 ann>cy:2 ann>dee:3 bob>cy:1 bob>dee:2 cy>dee:1 cy>bob:2 dee>bob:1 dee>cy:2"; got != want {
		t.Errorf("customers: %s, want %s", got, want)
	}
	if got, want := pairs("parent"), "ann>group:1 ann>dee:2 dee>group:1 group>dee:1"; got != want {
		t.Errorf("groups: %s, want %s", got, want)
	}
	// 1 and 5 name bob: the earlier brought him; the reward of 4, who names itself, is left out
	r := Query(t, s, `select referrals, new_customers, referred_customers, revenue::double as revenue, reward_cost::double as rewards, profit, reason
		from referral_roi where period = 0`)[0]
	if fmt.Sprint(r) != fmt.Sprint(Record{"referrals": int64(4), "new_customers": int64(3), "referred_customers": int64(3), "revenue": 120.0, "rewards": 4.0,
		"profit": nil, "reason": "cost_coverage"}) {
		t.Errorf("%v", r)
	}
}

// Without the inputs that they need the views have no rows, on an empty database and on a ledger.
func TestReferralsWithoutInputs(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e := Open(t)
	s := Session(t, e)
	views := []string{"referral_sources", "referral_downline", "referral_conversion", "referral_roi", "referral_goal", "referral_asks_due", "referral_thanks_due"}
	for range 2 {
		for _, v := range views {
			if n := Query(t, s, "select count(*) as n from "+v)[0]["n"]; n != int64(0) {
				t.Errorf("%s has %v rows", v, n)
			}
		}
		LoadFolder(t, e, "golden12")
	}
	if n := Query(t, s, "select count(*) as n from referral_candidates")[0]["n"]; n != int64(0) {
		t.Errorf("referral_candidates has %v rows", n)
	}
}

// As of a day before the conversions, referrals stand as they did then.
func TestReferralsOfThePast(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	t.Parallel()
	e := Open(t)
	LoadFolder(t, e, "referrals")
	s := Session(t, e)
	AsOf(t, s, "2025-11-10")
	r := Query(t, s, `select (select count(*) from referral_sources where referrer_id = 'K1' and converted = 0) as open_then,
		(select count(*) from referral_thanks_due where referral_id = 'R3' and not converted and converted_date is null) as due_then,
		(select sum(customers_won)::bigint from referral_sources) as won`)[0]
	if r["open_then"] != int64(1) || r["due_then"] != int64(1) || r["won"] != int64(4) {
		t.Errorf("%v", r)
	}
}
