package engine_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/queries"
)

// broken has, for every table with rules, a row that keeps them and rows that break one each, with what is said about them.
var broken = []struct {
	table, columns, good string
	bad                  [][2]string // the row, and its complaint
}{
	{"touches", "touch_id,touched_at,class,direction,response,minutes", "1,2025-01-01 10:00:00,Personal,out,NONE,0", [][2]string{
		{"2,2025-01-01,bulkk,out,,", `"class": not one of personal, bulk and automated: "bulkk"`},
		{"3,2025-01-01,,outbound,,", `"direction": not one of out and in: "outbound"`},
		{"4,2025-01-01,,,maybe,", `"response": not one of positive, negative, none and later: "maybe"`},
		{"5,2025-01-01,,,,-1", `"minutes": below 0: "-1.0"`},
		{",2025-01-01,,,,", `"touch_id": there is no value`},
		{"1,2025-01-02,,,,", `"touch_id": the key stands before already, in line 2: "1"`},
	}},
	{"opportunities", "opportunity_id,outcome,probability,created_date,closed_date", "1,won,0.999,2025-01-01,2025-01-01", [][2]string{
		{"2,abandoned,,,", `"outcome": not one of open, won and lost: "abandoned"`},
		{"3,,1.01,,", `"probability": not between 0 and 1: "1.01"`},
		{"4,,50,,", `"probability": not between 0 and 1: "50.0"`},
		{"5,,,2025-02-01,2025-01-31", `"closed_date": before created_date 2025-02-01: "2025-01-31"`},
		{"1,,,,", `the key stands before already, in line 2`},
	}},
	{"contacts", "contact_id,kind", "1,former_employee", [][2]string{{"2,friend", `"kind": not one of external, employee and former_employee: "friend"`}}},
	{"churn_reasons", "customer_id,recorded_on,reason", "a,2025-01-01,better_value", [][2]string{
		{"a,2025-01-02,price", `"reason": not one of died, moved, friend_advice, better_value, dissatisfied, unappreciated, competitor and other: "price"`},
		{"a,2025-01-01,other", `"customer_id, recorded_on": the key stands before already, in line 2: "a, 2025-01-01"`},
		{"b,,other", `"recorded_on": there is no value`},
	}},
	{"costs_to_serve", "customer_id,period_start,period_end,amount,spread_by", ",2025-01-01,2025-01-31,5,Touches", [][2]string{
		{"a,2025-02-01,2025-01-31,5,", `"period_end": before period_start 2025-02-01: "2025-01-31"`},
		{",2025-01-01,2025-01-31,5,heads", `"spread_by": not one of revenue, orders, lines and touches: "heads"`},
	}},
	{"referrals", "referral_id,referrer_kind,referrer_id", "1,contact,x", [][2]string{
		{"2,friend,x", `"referrer_kind": not one of customer and contact: "friend"`},
		{"1,customer,x", `the key stands before already, in line 2`},
	}},
	{"satisfaction", "customer_id,answered_on,score", "a,2025-01-01,10", [][2]string{
		{"a,2025-01-02,10.5", `"score": not between 0 and 10: "10.5"`},
		{"a,2025-01-03,-1", `"score": not between 0 and 10: "-1.0"`},
		{"a,2025-01-01,9", `the key stands before already, in line 2`},
	}},
	{"client_links", "customer_id,client_name,share", "a,Zeta,1", [][2]string{
		{"a,Eta,1.5", `"share": not between 0 and 1: "1.5"`},
		{"a,Zeta,0.5", `"customer_id, client_name": the key stands before already, in line 2: "a, Zeta"`},
	}},
	{"connections", "from_contact,to_contact,made_on", "x,y,2025-01-01", [][2]string{
		{"x,y,2025-01-01", `the key stands before already, in line 2`},
		{"x,,2025-01-01", `"to_contact": there is no value`},
	}},
	{"contracts", "contract_id,start_date,end_date", "1,2025-01-01,2025-12-31", [][2]string{
		{"2,2025-01-01,2024-12-31", `"end_date": before start_date 2025-01-01: "2024-12-31"`},
		{"1,,", `"contract_id": the key stands before already, in line 2: "1"`},
	}},
	{"complaints", "complaint_id,opened_on,resolved_on", "1,2025-01-02,2025-01-02", [][2]string{
		{"2,2025-01-02,2025-01-01", `"resolved_on": before opened_on 2025-01-02: "2025-01-01"`},
		{",2025-01-02,", `"complaint_id": there is no value`},
	}},
	{"prospects", "prospect_id,created_date,converted_date,estimated_annual_revenue", "1,2025-01-01,2025-01-01,0", [][2]string{
		{"2,2025-01-02,2025-01-01,", `"converted_date": before created_date 2025-01-02: "2025-01-01"`},
		{"3,,,-5", `"estimated_annual_revenue": below 0: "-5.0000"`},
	}},
	{"customers", "customer_id,status_override", "a,ex-customer", [][2]string{
		{"b,gone", `"status_override": not one of existing, ex-customer and prospect: "gone"`},
	}},
	{"products", "product_id,launch_date,discontinued_date", "a,2025-01-01,2025-01-01", [][2]string{
		{"b,2025-01-02,2025-01-01", `"discontinued_date": before launch_date 2025-01-02: "2025-01-01"`},
	}},
	{"invoice_lines", "customer_id,invoice_date,net_amount,doc_type", "a,2025-01-01,1,Credit_Note", [][2]string{
		{"b,2025-01-01,1,refund", `"doc_type": not one of invoice, credit_note and adjustment: "refund"`},
	}},
}

// A load refuses each row that breaks a rule of its table, by file, line, column, value and reason, and takes the others.
func TestLoadChecks(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	l := openLedger(t)
	for _, c := range broken {
		t.Run(c.table, func(t *testing.T) {
			l := ledger{t, l.e}
			text := c.columns + "\n" + c.good + "\n"
			for _, bad := range c.bad {
				text += bad[0] + "\n"
			}
			path := l.file(c.table+".csv", text)
			_, err := l.e.Load(t.Context(), engine.LoadOptions{Into: c.table, Paths: []string{path}})
			var rejected *engine.RejectedError
			if engine.KindOf(err) != engine.KindRejected || !errors.As(err, &rejected) || len(rejected.Rejects) != len(c.bad) {
				t.Fatalf("%v", err)
			}
			for i, r := range rejected.Rejects {
				said := fmt.Sprintf("%q: %s: %q", r.Column, r.Reason, r.Value)
				if r.File != path || r.Line != int64(3+i) || !strings.Contains(said, c.bad[i][1]) {
					t.Errorf("%s: %+v, want %s", c.bad[i][0], r, c.bad[i][1])
				}
			}
			l.want("select count(*) from "+c.table, "0")
			s := l.load(engine.LoadOptions{Into: c.table, Paths: []string{path}, MaxRejects: int64(len(c.bad))})
			if s.Rows != 1 || s.Rejected != int64(len(c.bad)) {
				t.Errorf("%d rows, %d rejects", s.Rows, s.Rejected)
			}
			columns := strings.ReplaceAll(c.columns, ",", ", ")
			careful := l.rows("select " + columns + " from " + c.table)
			if _, err := l.e.Unload(t.Context(), s.LoadID); err != nil {
				t.Fatal(err)
			}
			l.load(engine.LoadOptions{Into: c.table, Paths: []string{l.file("good-"+c.table+".csv", c.columns+"\n"+c.good+"\n")}})
			l.want("select "+columns+" from "+c.table, careful...)
		})
	}
}

// Every rule that a table declares is broken once above.
func TestLoadChecksAreAllTested(t *testing.T) {
	objects, err := queries.All()
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for _, c := range broken {
		for _, bad := range c.bad {
			said[c.table] += bad[1]
		}
	}
	for _, o := range objects {
		for _, c := range o.Checks {
			if !strings.Contains(said[o.Name], fmt.Sprintf("%q: %s", c.Column, c.Fault())) {
				t.Errorf("no row of %s breaks the rule of %s: %s", o.Name, c.Column, c.Says())
			}
		}
	}
}
