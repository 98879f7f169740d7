package source

import (
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // zones on a machine that has none
)

func TestDateEvidence(t *testing.T) {
	cases := []struct {
		name    string
		values  string // separated by |
		order   DateOrder
		verdict Verdict
		want    DateOrder
		layouts string
		bad     int64
	}{
		{"iso", "2020-01-02|2020-12-31", "", Decided, OrderYMD, "%Y-%m-%d", 0},
		{"iso with time", "2010-12-01 08:26:00", "", Decided, OrderYMD, "%Y-%m-%d %H:%M:%S", 0},
		{"day first by the 31st", "01/02/2020|31/12/2020", "", Decided, OrderDMY, "%d/%m/%Y", 0},
		{"month first by the 31st", "01/02/2020|12/31/2020", "", Decided, OrderMDY, "%m/%d/%Y", 0},
		{"both fit", "01/02/2020|03/04/2020", "", Ambiguous, "", "", 0},
		{"both fit, told day first", "01/02/2020|03/04/2020", OrderDMY, Decided, OrderDMY, "%d/%m/%Y", 0},
		{"both fit, told month first", "01/02/2020|03/04/2020", OrderMDY, Decided, OrderMDY, "%m/%d/%Y", 0},
		{"told wrongly", "13/02/2020|03/04/2020|03/05/2020", OrderMDY, Decided, OrderMDY, "%m/%d/%Y", 1},
		{"the same either way", "05/05/2020|06/06/2020", "", Decided, OrderDMY, "%d/%m/%Y", 0},
		{"contradiction", "13/02/2020|02/13/2020", "", Ambiguous, "", "", 0},
		{"dots are day first", "01.02.2020|03.04.2020", "", Decided, OrderDMY, "%d.%m.%Y", 0},
		{"month first without zeros and with a clock", "12/1/2010 8:26|1/31/2011 10:05", "", Decided, OrderMDY, "%m/%d/%Y %H:%M", 0},
		{"am and pm", "1/31/2011 10:05:07 PM", "", Decided, OrderMDY, "%m/%d/%Y %I:%M:%S %p", 0},
		{"compact", "19970101|19971231", "", Decided, OrderYMD, "%Y%m%d", 0},
		{"month names", "1-Jan-2020|31-DEC-2020", "", Decided, OrderYMD, "%d-%b-%Y", 0},
		{"long month names", "January 5, 2020", "", Decided, OrderYMD, "%B %d, %Y", 0},
		{"two-digit years before four-digit ones", "31/12/2020|31/12/2021|30/12/20", "", Decided, OrderDMY, "%d/%m/%y;%d/%m/%Y", 0},
		{"zoned", "2020-01-02T10:00:00Z|2020-01-02T10:00:00+02:00", "", Decided, OrderYMD, "%Y-%m-%dT%H:%M:%S%z;%Y-%m-%dT%H:%M:%SZ", 0},
		{"seven digits of a second", "2020-01-02 10:00:00.1234567", "", Decided, OrderYMD, "%Y-%m-%d %H:%M:%S.%f", 0},
		{"a bad one among many", strings.Repeat("2020-01-02|", 9) + "soon", "", Decided, OrderYMD, "%Y-%m-%d", 1},
		{"no such day", "2021-02-29|2021-02-28|2021-02-27", "", Decided, OrderYMD, "%Y-%m-%d", 1},
		{"numbers", "1|2|3", "", Unfit, OrderYMD, "%Y-%m-%d", 3},
		{"nothing", "||NULL", "", Empty, OrderYMD, "%Y-%m-%d", 0},
		{"excel serials", "40513|40514", "", Unfit, OrderYMD, "%Y-%m-%d", 2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var whole, left, right DateEvidence
			for i, v := range strings.Split(c.values, "|") {
				whole.Add(v, 1)
				if i%2 == 0 {
					left.Add(v, 1)
				} else {
					right.Add(v, 1)
				}
			}
			left.Merge(&right)
			for _, e := range []*DateEvidence{&whole, &left} {
				d := e.Decide(c.order)
				if d.Verdict != c.verdict || d.Bad != c.bad {
					t.Fatalf("got %s with %d bad, want %s with %d", d.Verdict, d.Bad, c.verdict, c.bad)
				}
				if d.Verdict == Ambiguous {
					if len(d.Readings) == 0 {
						t.Error("no readings shown")
					}
					continue
				}
				if got := strings.Join(d.Format.Layouts, ";"); d.Format.Order != c.want || got != c.layouts {
					t.Errorf("got %s %s, want %s %s", d.Format.Order, got, c.want, c.layouts)
				}
			}
		})
	}
}

func TestDateReadingsShowBothWays(t *testing.T) {
	var e DateEvidence
	e.Add("01/02/2020", 1)
	got := e.Decide(OrderAuto).Readings
	if want := []Reading{{"01/02/2020", "2020-02-01", "2020-01-02"}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestParseDate(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		value string
		order DateOrder
		zone  *time.Location
		want  string
	}{
		{"31/12/2020", OrderDMY, nil, "2020-12-31 00:00:00"},
		{"1/2/20", OrderMDY, nil, "2020-01-02 00:00:00"},
		{"1/2/70", OrderMDY, nil, "1970-01-02 00:00:00"},
		{"12/1/2010 12:05 AM", OrderMDY, nil, "2010-12-01 00:05:00"},
		{"12/1/2010 12:05 PM", OrderMDY, nil, "2010-12-01 12:05:00"},
		{"2020-06-30T23:30:00Z", OrderYMD, nil, "2020-06-30 23:30:00"},
		{"2020-06-30T23:30:00Z", OrderYMD, berlin, "2020-07-01 01:30:00"},
		{"2020-06-30T23:30:00-05:00", OrderYMD, nil, "2020-07-01 04:30:00"},
	}
	for _, c := range cases {
		var e DateEvidence
		e.Add(c.value, 1)
		got, ok := ParseDate(c.value, e.Decide(c.order).Format, c.zone)
		if !ok || got.Format(time.DateTime) != c.want {
			t.Errorf("%s: got %v %v, want %s", c.value, got, ok, c.want)
		}
	}
}

func FuzzDateEvidence(f *testing.F) {
	for _, s := range []string{"2020-01-02", "1/2/2020 3:04 PM", "Jan 5, 2020", "2020-01-02T10:00:00.1+05:30", "20200230", "5-Jan-20"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var e DateEvidence
		e.Add(s, 1)
		d := e.Decide(OrderDMY)
		if d.Bad > d.Values {
			t.Fatalf("%q: %d bad of %d", s, d.Bad, d.Values)
		}
		if d.Values == 1 && d.Bad == 0 {
			if _, ok := ParseDate(s, d.Format, nil); !ok {
				t.Fatalf("%q fits %v but is not read", s, d.Format)
			}
		}
	})
}
