package enginetest_test

import (
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

func TestQuery(t *testing.T) {
	got := Query(t, Session(t, Open(t)), `select 'a' as key, 1.25::decimal(38,4) as money, 0.5::double as share, true as flag,
		date '2025-12-31' as day, 7::bigint as number, null::varchar as nothing`)
	want := []Record{{
		"key": "a", "money": ParseAmount("1.25"), "share": 0.5, "flag": true, "day": ParseDay("2025-12-31"), "number": int64(7), "nothing": nil,
	}}
	for _, line := range Diff(want, got, []string{"key"}, []string{"money", "share", "flag", "day", "number", "nothing"}) {
		t.Error(line)
	}
}
