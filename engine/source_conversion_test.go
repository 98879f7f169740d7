package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // zones on a machine that has none

	"github.com/customer-landscape/landscape/engine/source"
)

// TestConversionsAgree holds the SQL of dates, numbers and ids against the Go that judges them.
func TestConversionsAgree(t *testing.T) {
	db := openDuck(t)
	values := func(list []string) string {
		quoted := make([]string, len(list))
		for i, v := range list {
			quoted[i] = fmt.Sprintf("(%d, '%s')", i, strings.ReplaceAll(v, "'", "''"))
		}
		return "(values " + strings.Join(quoted, ", ") + ") as t(i, v)"
	}
	zones := []string{"UTC", "Europe/Berlin", "America/New_York"}
	for _, column := range [][]string{
		{"2020-01-02", "2020-12-31", "2021-02-29", "", "soon"},
		{"2010-12-01 08:26:00", "2010-12-01 08:26:00"},
		{"31/12/2020", "1/2/2021", "30/11/20", "2/3/99"},
		{"12/31/2010 8:26", "1/2/2011 18:26"},
		{"1/31/2011 10:05:07 PM", "12/1/2010 12:05:00 AM", "12/1/2010 12:05:00 PM"},
		{"1-Jan-2020", "31-DEC-2020"}, {"January 5, 2020", "May 6, 2021"}, {"Jan 5, 2020"}, {"01.02.2020", "3.4.2021 10:00"},
		{"19970101", "19971231", "19971301"},
		{"2020-06-30T23:30:00Z", "2020-06-30T23:30:00+02:00", "2020-12-31 23:30:00-0530", "2020-12-31 23:30:00 UTC", "2020-06-30"},
		{"2020-06-30T23:30:00Z", "2020-12-31T23:30:00Z"}, {"30/06/2020 23:30:00 +02:00", "1/7/2020 23:30:00 +02"},
		{"2020-01-02 10:00:00.1234567", "2020-01-02 10:00:00.5"}, {"2020-01-02", "NULL", "n/a"},
	} {
		var e source.DateEvidence
		for _, v := range column {
			e.Add(v, 1)
		}
		f := e.Decide("").Format
		for _, zone := range zones {
			loc, err := time.LoadLocation(zone)
			if err != nil {
				t.Fatal(err)
			}
			for _, typ := range []string{"TIMESTAMP", "DATE"} {
				got, err := rowsOf(t, db, "select strftime("+source.DateSQL("v", f, typ, zone, false)+", '%Y-%m-%d %H:%M:%S') from "+values(column)+" order by i")
				if err != nil {
					t.Fatalf("%q: %v", column, err)
				}
				for i, v := range column {
					want := "~"
					if w, ok := source.ParseDate(v, f, loc); ok {
						if want = w.Format(time.DateTime); typ == "DATE" {
							want = w.Format(time.DateOnly) + " 00:00:00"
						}
					}
					if got[i] != want {
						t.Errorf("%s as %s in %s under %v: SQL %s, Go %s", v, typ, zone, f.Layouts, got[i], want)
					}
				}
			}
		}
	}
	for _, column := range [][]string{
		{"1", "2.50", "-3", "+4", "1e-3", ".5", "5.", "", "x"},
		{"1,5", "2,50", "-3", "1.234"},
		{"1.234,56", "12", "-1.234", "1.2345,6", "1.5"},
		{"1,234.56", "12", "(1,234.50)", "12.50-", "1,23,4.5"},
		{"1'234.56", "12"}, {"1\u00a0234,56", "\u22121 234,50", "2 34,5"},
		{"$1,234.50", "-$3.25", "$-1.00", "$ 5", "7 $"}, {"EUR 1,50", "2,75 EUR", "3"}, {"1.5", "NULL", "-"},
	} {
		var e source.DecimalEvidence
		for _, v := range column[:2] {
			e.Add(v, 1)
		}
		f := e.Decide("").Format
		got, err := rowsOf(t, db, "select "+source.DecimalSQL("v", f, "DECIMAL(18,4)", false)+"::varchar from "+values(column)+" order by i")
		if err != nil {
			t.Fatalf("%q: %v", column, err)
		}
		for i, v := range column {
			want := "~"
			if w, ok := source.ParseDecimal(v, f); ok {
				r, err := rowsOf(t, db, "select cast('"+w+"' as DECIMAL(18,4))::varchar")
				if err != nil {
					t.Fatal(err)
				}
				want = r[0]
			}
			if got[i] != want {
				t.Errorf("%q under %+v: SQL %s, Go %s", v, f, got[i], want)
			}
		}
	}
	column := []string{"17850.0", "0.0", "007.0", " x ", "", "17850", "  ", "\u00a0y\u2003", "\u3000", "Café 1", "é"}
	ascii := []string{"17850.0", "0.0", "007.0", " x ", "", "17850", "  ", "x ", " x", "a b", "a  b ", "~", "!"}
	for _, c := range []struct {
		column       []string
		float, ascii bool
	}{{column, true, false}, {column, false, false}, {ascii, true, false}, {ascii, true, true}, {ascii, false, true}} {
		column, float := c.column, c.float
		got, err := rowsOf(t, db, "select "+source.KeySQL("v", float, c.ascii)+" from "+values(column)+" order by i")
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range column {
			want := source.ParseKey(v, float)
			if want == "" {
				want = "~"
			}
			if got[i] != want {
				t.Errorf("%q: SQL %s, Go %s", v, got[i], want)
			}
		}
	}
}

// TestEvidenceSQL decides whole columns by the representatives of their shapes.
func TestEvidenceSQL(t *testing.T) {
	db := openDuck(t)
	gather := func(content string) (d source.DateEvidence, n source.DecimalEvidence, k source.KeyEvidence) {
		in := inspect(t, writeFile(t, "x.csv", content), source.Options{})
		rows, err := db.Query(source.EvidenceSQL(in.Relation(nil), "v"))
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var value string
			var count int64
			if err := rows.Scan(&value, &count); err != nil {
				t.Fatal(err)
			}
			d.Add(value, count)
			n.Add(value, count)
			k.Add(value, count)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return d, n, k
	}
	column := func(common, last string) string {
		return "i,v\n" + strings.Repeat("1,\""+common+"\"\n", 9000) + "2,\"" + last + "\"\n"
	}
	d, _, _ := gather(column("01/02/2020", "31/12/2020"))
	if got := d.Decide(""); got.Verdict != source.Decided || got.Format.Order != source.OrderDMY || got.Values != 9001 {
		t.Errorf("one 31st among 9000: %+v", got)
	}
	d, _, _ = gather(column("01/02/2020", "03/04/2020"))
	if got := d.Decide(""); got.Verdict != source.Ambiguous {
		t.Errorf("no 31st: %+v", got)
	}
	_, n, _ := gather(column("1.234", "1.50"))
	if got := n.Decide(""); got.Verdict != source.Decided || got.Format.Mark != "." {
		t.Errorf("one 1.50 among 1.234: %+v", got)
	}
	_, n, _ = gather(column("1.234", "2.345"))
	if got := n.Decide(""); got.Verdict != source.Ambiguous {
		t.Errorf("only 1.234: %+v", got)
	}
	_, _, k := gather(column("17850.0", "12346.0"))
	if !k.IsFloat() {
		t.Error("17850.0 throughout is not seen")
	}
	_, _, k = gather(column("17850.0", "12346.5"))
	if k.IsFloat() {
		t.Error("12346.5 is taken for an id with .0")
	}
}
