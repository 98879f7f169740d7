package engine_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/customer-landscape/landscape/engine"
)

// TestKeep keeps a result as a table, replaces it by what a query over it answers, and does so in a database that is open for reading.
func TestKeep(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keep.landscape")
	e, err := engine.Open(context.Background(), engine.Options{Path: path, Create: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	for _, readOnly := range []bool{false, true} {
		e, err := engine.Open(context.Background(), engine.Options{Path: path, ReadOnly: readOnly})
		if err != nil {
			t.Fatal(err)
		}
		s, err := e.Session(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		keep(t, s, "select range as n, [range, 1] as list, {'a': 2.50::decimal(18,4)} as s, interval 1 month as i, 'é' as t from range(3)")
		keep(t, s, "select sum(n)::bigint as n, any_value(s).a as a, any_value(i) as i, count(*) as c from _")
		if got := sessionTexts(t, s, "select n || ' ' || a || ' ' || i || ' ' || c from _"); got != "3 2.5000 1 month 3" {
			t.Errorf("read-only %t: %s", readOnly, got)
		}
		keep(t, s, "select 1 as n where false")
		if got := sessionTexts(t, s, "select count(*)::varchar from _"); got != "0" {
			t.Errorf("no rows: %s", got)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func keep(t *testing.T, s *engine.Session, sql string) {
	t.Helper()
	result, err := s.Query(context.Background(), sql, nil)
	if err != nil {
		t.Fatal(err)
	}
	schema := result.Schema()
	var batches []arrow.RecordBatch
	for result.Next() {
		batch := result.Batch()
		batch.Retain()
		defer batch.Release()
		batches = append(batches, batch)
	}
	if err := result.Err(); err != nil {
		t.Fatal(err)
	}
	result.Release()
	if err := s.Keep(context.Background(), "_", schema, batches); err != nil {
		t.Fatal(err)
	}
}

func sessionTexts(t *testing.T, s *engine.Session, sql string) string {
	t.Helper()
	result, err := s.Query(context.Background(), sql, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer result.Release()
	text := ""
	for result.Next() {
		text += strings.Clone(result.Batch().Column(0).ValueStr(0)) // the batch's memory goes with it
	}
	if err := result.Err(); err != nil {
		t.Fatal(err)
	}
	return text
}
