package engine_test

import (
	"runtime"
	"testing"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/allocator"
	"github.com/customer-landscape/landscape/engine/enginetest"
)

// TestLargeBlocksAreRefused limits the process to next to nothing: what needs no large block goes on, what does ends as out of memory, whether it asks
// DuckDB's allocator or operator new, until the last limit is lifted.
func TestLargeBlocksAreRefused(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("blocks are refused on Linux alone")
	}
	e := enginetest.Open(t)
	s := enginetest.Session(t, e)
	fails := func(sql string) bool {
		t.Helper()
		_, err := s.Exec(t.Context(), sql, nil)
		if err != nil && engine.CodeOf(err) != engine.CodeOutOfMemory {
			t.Errorf("%s: %v", sql, err)
		}
		return err != nil
	}
	const heap, text = "select max(length(repeat('a', 3000000 + i::int))) from range(2) as t(i)", // 3 MB in a string heap
		"select max(length(replace(repeat('a', 500 + i::int), 'a', repeat('b', 40000)))) from range(2) as t(i)" // 20 MB in a text on its way there
	check := func(when string, refused bool) {
		t.Helper()
		for _, sql := range []string{heap, text} {
			if fails(sql) != refused {
				t.Errorf("%s: %s", when, sql)
			}
		}
		if fails("select count(*) from range(5000) as t(i)") {
			t.Errorf("%s a small query fails", when)
		}
	}
	check("without a limit", false)
	low, high := allocator.Limit(1), allocator.Limit(1<<50)
	defer low()
	defer high()
	check("under the lower of two limits", true)
	low()
	check("under the higher one", false)
	high()
	check("without a limit again", false)
	none := allocator.Limit(0)
	check("with a limit of nothing", false)
	none()
}
