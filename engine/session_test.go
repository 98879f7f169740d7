package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func openSession(t testing.TB, e *Engine) *Session {
	t.Helper()
	s, err := e.Session(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// rows reads a result whole as text, one string per row.
func rows(t testing.TB, r *Result, err error) []string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	var out []string
	for r.Next() {
		b := r.Batch()
		for i := range int(b.NumRows()) {
			values := make([]string, b.NumCols())
			for j := range values {
				values[j] = strings.Clone(b.Column(j).ValueStr(i)) // the batch owns the text
			}
			out = append(out, strings.Join(values, " "))
		}
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestQueryTypes(t *testing.T) {
	s := openSession(t, openEmpty(t))
	cases := []struct{ expression, want string }{
		{"1::decimal(38,4)", "DECIMAL(38,4)"},
		{"sum(1)", "HUGEINT"},
		{"date '2025-12-31'", "DATE"},
		{"timestamptz '2025-12-31 00:00:00+00'", "TIMESTAMP WITH TIME ZONE"},
		{"['a']", "VARCHAR[]"},
		{"array_value(1, 2, 3)", "INTEGER[3]"},
		{"map {'a': 1}", "MAP(VARCHAR, INTEGER)"},
		{"{'name': 1, 'b': [date '2025-12-31']}", `STRUCT("name" INTEGER, "b" DATE[])`},
		{"'x'::enum('x', 'it''s')", "ENUM('x', 'it''s')"},
		{"'{}'::json", "JSON"},
		{"union_value(n := 2)", `UNION("n" INTEGER)`},
		{"1::uhugeint", "UHUGEINT"},
		{"'1'::bit", "BIT"},
		{"interval 1 month", "INTERVAL"},
		{"uuid()", "UUID"},
		{"1::float", "FLOAT"},
		{"time '10:00'", "TIME"},
	}
	for _, c := range cases {
		t.Run(c.expression, func(t *testing.T) {
			r, err := s.Query(context.Background(), "select "+c.expression+" as v", nil)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Release()
			if got := r.Columns()[0]; got.Name != "v" || got.Type != c.want {
				t.Errorf("got %+v, want the type %s", got, c.want)
			}
			if !r.Next() {
				t.Errorf("no row: %v", r.Err())
			}
		})
	}
}

func TestQueryUnits(t *testing.T) {
	s := openSession(t, openEmpty(t))
	r, err := s.Query(context.Background(), "select invoice_date, net_amount, 1 as other from invoice_lines", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	if got := fmt.Sprint(r.Columns()); got != "[{invoice_date DATE date} {net_amount DECIMAL(18,4) money} {other INTEGER }]" {
		t.Errorf("got %s", got)
	}
}

func TestQueryParameters(t *testing.T) {
	s := openSession(t, openEmpty(t))
	ctx := context.Background()
	day := time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC)
	r, err := s.Query(ctx, "select $b::varchar || $a::varchar || $d::date, $list", map[string]any{"a": 1, "b": "x", "d": day, "list": []string{"p", "q"}})
	if got := rows(t, r, err); fmt.Sprint(got) != `[x12025-12-31 ["p","q"]]` {
		t.Errorf("got %v", got)
	}
	r, err = s.Query(ctx, "select ? + ?", map[string]any{"1": 40, "2": int64(2)})
	if got := rows(t, r, err); got[0] != "42" {
		t.Errorf("got %v", got)
	}
	for query, want := range map[string]string{
		"select $a + $b": "parameter $b: it has no value",
		"select 1":       "parameter $a: the statement has no such parameter",
	} {
		if _, err := s.Query(ctx, query, map[string]any{"a": 1}); KindOf(err) != KindInvalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", query, err, want)
		}
	}
}

// TestErrorKinds triggers every kind that SQL can cause.
func TestErrorKinds(t *testing.T) {
	ctx := context.Background()
	e := openEmpty(t)
	s := openSession(t, e)
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	late, stop := context.WithTimeout(ctx, time.Nanosecond)
	defer stop()
	cases := []struct {
		ctx   context.Context
		query string
		want  Kind
	}{
		{ctx, "selekt 1", KindQuery},
		{ctx, "select nothing from customers", KindQuery},
		{ctx, "from no_such_view", KindQuery},
		{ctx, "select 'x'::date", KindQuery},
		{ctx, "select error('no')", KindQuery},
		{ctx, "insert into customers(customer_id) values (null)", KindQuery},
		{ctx, "", KindInvalid},
		{ctx, "select 1; select 2", KindInvalid},
		{canceled, "select 1", KindCanceled},
		{late, "select 1", KindTimeout},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			r, err := s.Query(c.ctx, c.query, nil)
			if err == nil {
				for r.Next() {
				}
				err = r.Err()
				r.Release()
			}
			if KindOf(err) != c.want {
				t.Errorf("kind %q of %v, want %q", KindOf(err), err, c.want)
			}
		})
	}
	if _, err := s.Exec(ctx, "insert into customers(customer_id) values ('a'), ('b')", nil); err != nil {
		t.Errorf("the session is unusable after errors: %v", err)
	}
	if KindOf(errors.New("x")) != KindInternal {
		t.Error("an unknown error is not internal")
	}
}

func TestOutOfMemory(t *testing.T) {
	s := openSession(t, openEmpty(t))
	if _, err := s.Exec(context.Background(), "set memory_limit = '1MB'", nil); err != nil {
		t.Fatal(err)
	}
	_, err := s.Exec(context.Background(), "create table big as select range as i, hash(range) as h from range(10000000)", nil)
	if KindOf(err) != KindTooLarge || !strings.Contains(HintOf(err), "--memory-limit") {
		t.Errorf("kind %q, hint %q of %v", KindOf(err), HintOf(err), err)
	}
}

const endless = "select count(*) from range(100000000) as a, range(100000000) as b where hash(a.range + b.range) = 0"

// TestCancel cancels at three moments; each must end soon and leave the session usable.
func TestCancel(t *testing.T) {
	e := openEmpty(t)
	s := openSession(t, e)
	const soon = 2 * time.Second // generous; the calls take milliseconds
	t.Run("while it runs", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		defer time.AfterFunc(30*time.Millisecond, cancel).Stop() // whenever it fires, the query has not ended by itself
		start := time.Now()
		if _, err := s.Exec(ctx, endless, nil); KindOf(err) != KindCanceled || !errors.Is(err, context.Canceled) || time.Since(start) > soon {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
	t.Run("between two batches", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		r, err := s.Query(ctx, "select range from range(1000000000)", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Release()
		if !r.Next() {
			t.Fatal(r.Err())
		}
		cancel()
		for r.Next() {
		}
		if KindOf(r.Err()) != KindCanceled {
			t.Errorf("got %v", r.Err())
		}
	})
	t.Run("deadline", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		if _, err := s.Exec(ctx, endless, nil); KindOf(err) != KindTimeout {
			t.Errorf("got %v", err)
		}
	})
	r, err := s.Query(context.Background(), "select 42", nil)
	if got := rows(t, r, err); got[0] != "42" {
		t.Errorf("got %v", got)
	}
}

func TestStreaming(t *testing.T) {
	s := openSession(t, openEmpty(t))
	ctx := context.Background()
	t.Run("an error of the data after the first batch", func(t *testing.T) {
		// with several threads DuckDB may keep the reason to itself, and the error says so
		if _, err := s.Exec(ctx, "set threads = 1", nil); err != nil {
			t.Fatal(err)
		}
		r, err := s.Query(ctx, "select if(range = 5000000, error('row 5000000'), range) from range(10000000)", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Release()
		n := 0
		for r.Next() {
			n++
		}
		if n == 0 || KindOf(r.Err()) != KindQuery || !strings.Contains(r.Err().Error(), "row 5000000") {
			t.Errorf("%d batches, then %v", n, r.Err())
		}
	})
	t.Run("released before its end", func(t *testing.T) {
		r, err := s.Query(ctx, "select range from range(1000000000)", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Next()
		r.Release()
		r.Release()
		if r.Next() {
			t.Error("a released result has rows")
		}
	})
	t.Run("every row arrives", func(t *testing.T) {
		r, err := s.Query(ctx, "select range from range(100000)", nil)
		if got := rows(t, r, err); len(got) != 100000 {
			t.Errorf("%d rows", len(got))
		}
	})
}

func TestReadOnlySession(t *testing.T) {
	ctx := context.Background()
	e := openEmpty(t)
	s, err := e.ReadOnlySession(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, query := range []string{
		"select 1", "from customers", "describe customers", "summarize customers", "show tables", "with a as (select 1) from a",
		"explain select 1", "explain analyze select 1", "explain (analyze) select 1", "pragma table_info('customers')", "values (1)",
		"pivot (select 1 as a, 2 as b) on a using sum(b)",
	} {
		if r, err := s.Query(ctx, query, nil); err != nil {
			t.Errorf("%s: %v", query, err)
		} else {
			r.Release()
		}
	}
	for _, query := range []string{
		"insert into customers(customer_id) values ('a')", "delete from customers", "update customers set name = 'x'", "drop view catalogue",
		"create table t (a int)", "create temp table t (a int)", "copy customers to 'x.csv'", "set memory_limit = '1GB'", "attach ':memory:' as x",
		"explain analyze insert into customers(customer_id) values ('a')", "explain (analyze) delete from customers",
		"begin", "checkpoint", "call force_checkpoint()", "set variable a = 1", "prepare p as delete from customers", "vacuum", "export database 'x'",
		"install httpfs", "load httpfs", "use memory", "with a as (select 'a' as i) insert into customers(customer_id) from a",
		"alter table customers rename to c", "merge into customers using (select 1) as x on false when not matched then do nothing",
	} {
		if _, err := s.Exec(ctx, query, nil); KindOf(err) != KindReadOnly {
			t.Errorf("%s: got %v, want a refusal", query, err)
		}
	}
	if n := texts(t, e, "select count(*) from customers"); n[0] != "0" {
		t.Errorf("%s rows were written", n[0])
	}
}

func TestClosed(t *testing.T) {
	ctx := context.Background()
	e := openEmpty(t)
	s := openSession(t, e)
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Error(err)
	}
	if _, err := s.Query(ctx, "select 1", nil); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed session answers %v", err)
	}
	if err := errors.Join(e.Close(), e.Close()); err != nil {
		t.Error(err)
	}
	if _, err := e.Session(ctx); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed engine answers %v", err)
	}
}
