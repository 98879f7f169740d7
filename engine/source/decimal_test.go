package source

import (
	"strings"
	"testing"
)

func TestDecimalEvidence(t *testing.T) {
	cases := []struct {
		name    string
		values  string
		mark    string
		verdict Verdict
		want    DecimalFormat
		bad     int64
	}{
		{"plain", "1|2.50|-3", "", Decided, DecimalFormat{Mark: ".", Plain: true}, 0},
		{"whole", "1|2|-3", "", Decided, DecimalFormat{Mark: ".", Plain: true}, 0},
		{"exponent", "1e-05|2.5", "", Decided, DecimalFormat{Mark: ".", Plain: true}, 0},
		{"comma", "1,5|2,50", "", Decided, DecimalFormat{Mark: ",", Plain: true}, 0},
		{"german", "1.234,56|12", "", Decided, DecimalFormat{Mark: ",", Group: "."}, 0},
		{"english", "1,234.56|12", "", Decided, DecimalFormat{Mark: ".", Group: ","}, 0},
		{"french", "1 234,56|12", "", Decided, DecimalFormat{Mark: ",", Group: " "}, 0},
		{"no-break space", "1\u00a0234,56|1\u202f234,56", "", Decided, DecimalFormat{Mark: ",", Group: " "}, 0},
		{"swiss", "1'234.56|12", "", Decided, DecimalFormat{Mark: ".", Group: "'"}, 0},
		{"ambiguous point", "1.234|5.678", "", Ambiguous, DecimalFormat{}, 0},
		{"ambiguous comma", "1,234|5", "", Ambiguous, DecimalFormat{}, 0},
		{"ambiguous, told", "1.234|5.678", ",", Decided, DecimalFormat{Mark: ",", Group: "."}, 0},
		{"ambiguous settled by another value", "1.234|5.67", "", Decided, DecimalFormat{Mark: ".", Plain: true}, 0},
		{"a leading zero is no thousand", "0.123|0.456", "", Decided, DecimalFormat{Mark: ".", Plain: true}, 0},
		{"two separators are thousands", "1.234.567|1.234", "", Decided, DecimalFormat{Mark: ",", Group: "."}, 0},
		{"parentheses", "(12.50)|3.25", "", Decided, DecimalFormat{Mark: "."}, 0},
		{"minus behind", "12.50-|3.25", "", Decided, DecimalFormat{Mark: "."}, 0},
		{"currency", "$1,234.50|-$3.25|$ -1.00", "", Decided, DecimalFormat{Mark: ".", Group: ","}, 0},
		{"currency code", "EUR 1,50|2,75 EUR", "", Decided, DecimalFormat{Mark: ","}, 0},
		{"two currencies", "$1.50|€2.75", "", Unfit, DecimalFormat{Mark: "."}, 0},
		{"contradiction", "1.50|1,50", "", Ambiguous, DecimalFormat{}, 0},
		{"a bad one among many", strings.Repeat("1.50|", 9) + "free", "", Decided, DecimalFormat{Mark: ".", Plain: true}, 1},
		{"words for nothing", "1.50|NULL|n/a|", "", Decided, DecimalFormat{Mark: ".", Nulls: []string{"NULL", "n/a"}}, 0},
		{"dates", "2020-01-02|2020-01-03", "", Unfit, DecimalFormat{Mark: ".", Plain: true}, 2},
		{"groups of the wrong size", "1,23,456.00|1.5", "", Decided, DecimalFormat{Mark: ".", Plain: true}, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var whole, left, right DecimalEvidence
			for i, v := range strings.Split(c.values, "|") {
				whole.Add(v, 1)
				if i%2 == 0 {
					left.Add(v, 1)
				} else {
					right.Add(v, 1)
				}
			}
			left.Merge(&right)
			for _, e := range []*DecimalEvidence{&whole, &left} {
				d := e.Decide(c.mark)
				if d.Verdict != c.verdict || d.Bad != c.bad {
					t.Fatalf("got %s with %d bad, want %s with %d", d.Verdict, d.Bad, c.verdict, c.bad)
				}
				f := d.Format
				if f.Mark != c.want.Mark || f.Group != c.want.Group || f.Plain != c.want.Plain || strings.Join(f.Nulls, " ") != strings.Join(c.want.Nulls, " ") {
					t.Errorf("got %+v, want %+v", f, c.want)
				}
				if d.Verdict == Ambiguous && len(d.Readings) == 0 {
					t.Error("no readings shown")
				}
			}
		})
	}
}

func TestParseDecimal(t *testing.T) {
	cases := []struct {
		value string
		f     DecimalFormat
		want  string
		ok    bool
	}{
		{"1.234,56", DecimalFormat{Mark: ",", Group: "."}, "1234.56", true},
		{"1.234", DecimalFormat{Mark: ",", Group: "."}, "1234", true},
		{"1.5", DecimalFormat{Mark: ",", Group: "."}, "", false},
		{"(1,234.50)", DecimalFormat{Mark: ".", Group: ","}, "-1234.5", true},
		{"12.50-", DecimalFormat{Mark: "."}, "-12.5", true},
		{"-$12.50", DecimalFormat{Mark: "."}, "-12.5", true},
		{"$12.50", DecimalFormat{Mark: ".", Plain: true}, "", false},
		{"+7", DecimalFormat{Mark: ".", Plain: true}, "7", true},
		{".5", DecimalFormat{Mark: ".", Plain: true}, "0.5", true},
		{"--5", DecimalFormat{Mark: "."}, "", false},
		{"-(5)", DecimalFormat{Mark: "."}, "", false},
		{"", DecimalFormat{Mark: "."}, "", false},
		{"1 2", DecimalFormat{Mark: ".", Group: " "}, "", false},
	}
	for _, c := range cases {
		if got, ok := ParseDecimal(c.value, c.f); got != c.want || ok != c.ok {
			t.Errorf("%q under %+v: got %q %v, want %q %v", c.value, c.f, got, ok, c.want, c.ok)
		}
	}
}

func TestKeys(t *testing.T) {
	cases := []struct {
		values string
		float  bool
	}{
		{"17850.0|12346.0||0.0", true},
		{"17850.0|12346", false},
		{"017850.0|12346.0", false},
		{"17850.00|12346.0", false},
		{"17850.5|12346.0", false},
		{"A1.0", false},
		{"", false},
	}
	for _, c := range cases {
		var left, right KeyEvidence
		for i, v := range strings.Split(c.values, "|") {
			if i%2 == 0 {
				left.Add(v, 2)
			} else {
				right.Add(v, 3)
			}
		}
		if left.Merge(&right); left.IsFloat() != c.float {
			t.Errorf("%s: got %v", c.values, left.IsFloat())
		}
	}
	for value, want := range map[string]string{"17850.0": "17850", " 007 ": "007", "007.0": "007.0", "x.0": "x.0", "0.0": "0"} {
		if got := ParseKey(value, true); got != want {
			t.Errorf("%q: got %q, want %q", value, got, want)
		}
	}
}

func FuzzDecimalEvidence(f *testing.F) {
	for _, s := range []string{"1.234,56", "(12.50)", "$ -1,234.5", "1e-5", "1'234", "12.50-", "\u22121 234"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, mark := range []string{".", ","} {
			var e DecimalEvidence
			e.Add(s, 1)
			d := e.Decide(mark)
			got, ok := ParseDecimal(s, d.Format)
			if fits := d.Values == 1 && d.Bad == 0 && d.Verdict == Decided; fits && !ok && !strings.ContainsAny(s, "eE") {
				t.Fatalf("%q fits %+v but is not read", s, d.Format)
			}
			if ok && strings.Trim(got, "-0123456789.eE+") != "" {
				t.Fatalf("%q gave %q", s, got)
			}
		}
	})
}
