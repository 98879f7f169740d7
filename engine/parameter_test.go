package engine_test

import (
	"testing"

	"github.com/customer-landscape/landscape/engine"
)

func TestParameter(t *testing.T) {
	e, err := engine.Open(t.Context(), engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	s, err := e.Session(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, tc := range []struct{ typ, text, want string }{
		{"", "17850", "BIGINT 17850"},
		{"", "-3", "BIGINT -3"},
		{"", "00042", "VARCHAR 00042"},
		{"", "2.50", "DECIMAL(3,2) 2.50"},
		{"", "0.05", "DECIMAL(3,2) 0.05"},
		{"", "-99999999999999999999.95", "DECIMAL(22,2) -99999999999999999999.95"},
		{"", "99999999999999999999", "DECIMAL(20,0) 99999999999999999999"},
		{"", "2025-12-31", "DATE 2025-12-31"},
		{"", "2025-02-30", "VARCHAR 2025-02-30"},
		{"", "true", "BOOLEAN true"},
		{"", "O'Brien; drop table x", "VARCHAR O'Brien; drop table x"},
		{"", "", "VARCHAR "},
		{"text", "17850", "VARCHAR 17850"},
		{"double", "1e3", "DOUBLE 1000.0"},
		{"decimal", "7", "DECIMAL(1,0) 7"},
		{"timestamp", "2025-12-31T23:59:59+01:00", "TIMESTAMP 2025-12-31 22:59:59"},
		{"bool", "0", "BOOLEAN false"},
	} {
		value, err := engine.Parameter(tc.typ, tc.text)
		if err != nil {
			t.Errorf("%s %q: %v", tc.typ, tc.text, err)
			continue
		}
		r, err := s.Query(t.Context(), "select $x::varchar as value, typeof($x) as type", map[string]any{"x": value})
		if err != nil {
			t.Errorf("%s %q: %v", tc.typ, tc.text, err)
			continue
		}
		if !r.Next() {
			t.Fatal(r.Err())
		}
		if got := r.Batch().Column(1).ValueStr(0) + " " + r.Batch().Column(0).ValueStr(0); got != tc.want {
			t.Errorf("%s %q arrives as %s, want %s", tc.typ, tc.text, got, tc.want)
		}
		r.Release()
	}
	for typ, text := range map[string]string{"int": "1.5", "date": "31.12.2025", "bool": "maybe", "decimal": "1,5", "money": "1", "double": "x"} {
		if v, err := engine.Parameter(typ, text); engine.KindOf(err) != engine.KindInvalid {
			t.Errorf("%s %q gives %v, %v", typ, text, v, err)
		}
	}
}
