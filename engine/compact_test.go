package engine

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

func TestCompact(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	ctx := context.Background()
	e := openEmpty(t)
	texts(t, e, `insert into invoice_lines(customer_id, invoice_date, net_amount) select 'c' || range, date '2025-12-31', hash(range) % 1000 from range(300000);
		delete from invoice_lines where hash(customer_id) % 10 > 0; checkpoint; select 1`)
	texts(t, e, "create view mine as select count(*) as n from invoice_lines; select 1")
	out := filepath.Join(t.TempDir(), "small.landscape")
	if err := e.Compact(ctx, out); err != nil {
		t.Fatal(err)
	}
	if KindOf(e.Compact(ctx, out)) != KindInvalid {
		t.Error("a target that exists was accepted")
	}
	if err := e.Compact(ctx, filepath.Join(t.TempDir(), "none", "x.landscape")); KindOf(err) != KindDatabase {
		t.Errorf("a folder that does not exist: %v", err)
	}
	small, err := Open(ctx, Options{Path: out})
	if err != nil {
		t.Fatal(err)
	}
	defer small.Close()
	const everything = `select count(*) from duckdb_columns() where not internal and comment is not null
		union all select count(*) from duckdb_functions() where not internal and comment is not null
		union all select count(*) from duckdb_views() where not internal and comment is not null
		union all select count(*) from catalogue union all select n from mine union all select count(*) from kpi`
	want, got := texts(t, e, everything), texts(t, small, everything)
	for i := range want {
		if want[i] != got[i] {
			t.Errorf("count %d is %s in the copy and %s in the original", i, got[i], want[i])
		}
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(out), ".*.partial*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
	before, err := os.Stat(e.Path())
	if err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(out)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes from %d", after.Size(), before.Size())
	if after.Size() >= before.Size() {
		t.Error("the copy is not smaller")
	}
}
