package engine

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestReadErrors holds what an error tells a program against statements that go wrong in every way.
func TestReadErrors(t *testing.T) {
	s := openRead(t, openEmpty(t), ReadOptions{})
	cases := []struct {
		query      string
		code       Code
		state      string
		at         *Position
		candidates []string
		text       string
	}{
		{"select\n  'é', nam from customers", CodeBind, "42703", &Position{15, 2, 8}, []string{"name", "account_manager", "potential_override", "attrs"}, "Binder Error: Referenced column \"nam\" not found"},
		{"from customer_", CodeBind, "42P01", &Position{5, 1, 6}, []string{"customers"}, "Catalog Error: Table with name customer_ does not exist!"},
		{"select lenth('x')", CodeBind, "42883", &Position{7, 1, 8}, []string{"length"}, "Catalog Error: Scalar Function with name lenth"},
		{"select abs('x', 'y')", CodeBind, "42883", &Position{7, 1, 8}, nil, "Binder Error: No function matches"},
		{"select 1 +", CodeSyntax, "42601", &Position{10, 1, 11}, nil, "Parser Error: syntax error at end of input"},
		{"select 1;\nselect 2", CodeMultiStatement, "42601", nil, nil, "not exactly one statement"},
		{"select cast('x' as int)", CodeType, "22P02", &Position{7, 1, 8}, nil, "Conversion Error: Could not convert string 'x' to INT32"},
		{"select 127::tinyint + 1::tinyint", CodeType, "22003", nil, nil, "Out of Range Error: Overflow"},
		{"select error('{\"exception_type\":\"INTERNAL\"}')", CodeType, "22023", nil, nil, "Invalid Input Error: {\"exception_type\":\"INTERNAL\"}"},
		{"select $a + 1", CodeParamMismatch, "07001", nil, nil, "parameter $a: it has no value"},
		{"drop table customers", CodeForbiddenStatement, "25006", nil, nil, "does more than read"},
		{"explain select\n read_text('x')", CodeForbiddenFunction, "42501", &Position{16, 2, 2}, nil, "read_text"},
		{"from 'x.csv'", CodeForbiddenTable, "42501", &Position{5, 1, 6}, nil, "x.csv"},
		{"select a from (select 1 as a) where b", CodeBind, "42703", &Position{36, 1, 37}, []string{"a"}, "Binder Error"},
	}
	for _, c := range cases {
		err := attack(s, c.query)
		if CodeOf(err) != c.code || SQLStateOf(err) != c.state || !slices.Equal(CandidatesOf(err), c.candidates) {
			t.Errorf("%s: %s %s %q", c.query, CodeOf(err), SQLStateOf(err), CandidatesOf(err))
		}
		if got := PositionOf(err); (got == nil) != (c.at == nil) || got != nil && *got != *c.at {
			t.Errorf("%s: %+v, want %+v", c.query, got, c.at)
		}
		if err == nil || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v, want %s", c.query, err, c.text)
		}
		if got := rows(t, first(s.Query(context.Background(), "select 1", nil)), nil); got[0] != "1" {
			t.Errorf("after %s: %s", c.query, got)
		}
	}
	_, err := s.Query(context.Background(), "select 1", map[string]any{"a": 1})
	if CodeOf(err) != CodeParamMismatch {
		t.Errorf("a value without a parameter: %v", err)
	}
}

// TestCodes covers the errors that no statement of a test brings about at will.
func TestCodes(t *testing.T) {
	of := func(text string) error { return classify("query", "", driverError(text)) }
	cases := []struct {
		err   error
		code  Code
		state string
	}{
		{nil, "", ""},
		{of("Out of Memory Error: failed to allocate data of size 1.0 GiB (1.0 GiB/1.0 GiB used)"), CodeOutOfMemory, "53200"},
		{of("Out of Memory Error: failed to offload data block. This limit was set by the 'max_temp_directory_size' setting."), CodeTempFull, "53100"},
		{of(`{"exception_type":"IO","exception_message":"Could not write file","errno":"28"}`), CodeTempFull, "53100"},
		{of("TransactionContext Error: Conflict on update!"), CodeConflict, "40001"},
		{of("INTERNAL Error: oops"), CodeInternal, "XX000"},
		{of("FATAL Error: oops"), CodeInternal, "XX000"},
		{of("INTERRUPT Error: Interrupted!"), CodeCancelled, "57014"},
		{of("Permission Error: Cannot access file"), CodeForbiddenFunction, "42501"},
		{classify("query", "", errors.Join(context.DeadlineExceeded, driverError("INTERRUPT Error: Interrupted!"))), CodeTimeout, "57014"},
		{classify("query", "", context.Canceled), CodeCancelled, "57014"},
		{classify("query", "", ErrClosed), CodeShuttingDown, "57P03"},
		{&Error{Kind: KindNotFound}, CodeNotFound, "42P01"},
		{errors.New("what"), CodeInternal, "XX000"},
	}
	for _, c := range cases {
		if CodeOf(c.err) != c.code || SQLStateOf(c.err) != c.state {
			t.Errorf("%v: %s %s, want %s %s", c.err, CodeOf(c.err), SQLStateOf(c.err), c.code, c.state)
		}
	}
}

// TestReadSettings gives two sessions settings and zones of their own, twice, since the second time they are remembered.
func TestReadSettings(t *testing.T) {
	e := openEmpty(t)
	opts := ReadOptions{TimeZone: "America/New_York", Settings: []Setting{{"as_of", "2024-06-30"}, {"tier_labels", "[gold,silver]"}, {"measure", "profit"}, {"measure", "default"}}}
	const query = "select (select value from settings_in_force where name = 'as_of'), (select c.as_of from landscape_base.config() c), (select c.measure from landscape_base.config() c), timezone('UTC', timestamp '2025-01-01')::varchar"
	for range 2 {
		s, other := openRead(t, e, opts), openRead(t, e, ReadOptions{})
		if got := rows(t, first(s.Query(context.Background(), query, nil)), nil); got[0] != "2024-06-30 2024-06-30 revenue 2024-12-31 19:00:00-05" {
			t.Error(got)
		}
		if got := rows(t, first(other.Query(context.Background(), query, nil)), nil); strings.Contains(got[0], "2024") || !strings.HasSuffix(got[0], " revenue 2025-01-01 00:00:00+00") {
			t.Error(got)
		}
	}
	for _, bad := range []ReadOptions{{TimeZone: "Mars/Olympus"}, {Settings: []Setting{{"as_of", "yesterday"}}}, {Settings: []Setting{{"no_such", "1"}}}, {Settings: []Setting{{"base_currency", "EUR"}}},
		{TimeZone: "UTC'; drop table customers; --"}, {Settings: []Setting{{"as_of", "'; drop table customers; --"}}}} {
		if s, err := e.Read(context.Background(), bad); KindOf(err) != KindInvalid || CodeOf(err) != CodeBadRequest || s != nil {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if err := e.SetSetting(context.Background(), "measure", "profit"); err != nil {
		t.Fatal(err)
	}
	s := openRead(t, e, opts)
	if got := rows(t, first(s.Query(context.Background(), query, nil)), nil); got[0] != "2024-06-30 2024-06-30 profit 2024-12-31 19:00:00-05" {
		t.Errorf("after a change of the stored settings: %s", got)
	}
}

// TestReadSeesOneState reads while another session writes.
func TestReadSeesOneState(t *testing.T) {
	e := openEmpty(t)
	s, writer := openRead(t, e, ReadOptions{}), openSession(t, e)
	count := func() string {
		return rows(t, first(s.Query(context.Background(), "select count(*) from customers", nil)), nil)[0]
	}
	before := count()
	if _, err := writer.Exec(context.Background(), "create table mine (a int)", nil); err != nil {
		t.Fatal(err)
	}
	if err := e.SetSetting(context.Background(), "measure", "profit"); err != nil {
		t.Fatal(err)
	}
	if got := rows(t, first(s.Query(context.Background(), "select count(*) from settings where name = 'measure'", nil)), nil); got[0] != "0" || count() != before {
		t.Errorf("the session sees a later state: %s", got)
	}
	later := openRead(t, e, ReadOptions{})
	if got := rows(t, first(later.Query(context.Background(), "select count(*) from settings, (select count(*) from mine) where name = 'measure'", nil)), nil); got[0] != "1" {
		t.Errorf("a new session does not see the write: %s", got)
	}
}

// TestDescribe plans without running.
func TestDescribe(t *testing.T) {
	s := openRead(t, openEmpty(t), ReadOptions{})
	d, err := s.Describe(context.Background(), "select customer_id, value, $day::date as day, ? as any from landscape(as_of := $day::date) where rank < $most")
	if KindOf(err) != KindQuery || d != nil { // names and places do not mix
		t.Errorf("%+v %v", d, err)
	}
	d, err = s.Describe(context.Background(), "select customer_id, value, $day::date as day from landscape where rank < $most")
	if err != nil {
		t.Fatal(err)
	}
	want := []Column{{"customer_id", "VARCHAR", "key"}, {"value", "DECIMAL(38,4)", "money"}, {"day", "DATE", ""}}
	if !slices.Equal(d.Columns, want) || !slices.Equal(d.Parameters, []ParameterInfo{{"day", "DATE"}, {"most", "BIGINT"}}) {
		t.Errorf("%+v", d)
	}
	if _, err := s.Describe(context.Background(), "select error('it runs') from customers"); err != nil {
		t.Error(err)
	}
	if _, err := s.Describe(context.Background(), "select\nnothing"); CodeOf(err) != CodeBind || *PositionOf(err) != (Position{7, 2, 1}) {
		t.Errorf("%v %+v", err, PositionOf(err))
	}
}

// TestExplain asks for plans in each form.
func TestExplain(t *testing.T) {
	s := openRead(t, openEmpty(t), ReadOptions{})
	for _, c := range []struct {
		analyze      bool
		format, want string
	}{{false, "", "RANGE"}, {false, "text", "RANGE"}, {false, "json", "\"name\""}, {true, "text", "Total Time"}, {true, "json", "operator_timing"}} {
		plan, err := s.Explain(context.Background(), "select count(*) from range($n)", map[string]any{"n": 10}, c.analyze, c.format)
		if err != nil || !strings.Contains(plan, c.want) {
			t.Errorf("%+v: %v %s", c, err, plan)
		}
	}
	for query, want := range map[string]Code{"drop table customers": CodeForbiddenStatement, "select 1; drop table customers": CodeMultiStatement, "analyze select 1": CodeSyntax, "select nextval('x')": CodeForbiddenFunction} {
		if _, err := s.Explain(context.Background(), query, nil, true, "text"); CodeOf(err) != want {
			t.Errorf("%s: %v", query, err)
		}
	}
	if _, err := s.Explain(context.Background(), "select\n nothing", nil, false, ""); CodeOf(err) != CodeBind || *PositionOf(err) != (Position{8, 2, 2}) {
		t.Errorf("%v %+v", err, PositionOf(err))
	}
	if _, err := s.Explain(context.Background(), "select 1", nil, false, "yaml) drop"); KindOf(err) != KindInvalid {
		t.Error(err)
	}
}

// TestShifts tells statements whose answers cannot be kept.
func TestShifts(t *testing.T) {
	s := openRead(t, openEmpty(t), ReadOptions{})
	for query, want := range map[string]bool{"from landscape": false, "select sum(value) over () from landscape": false, "select now()": true, "select current_date": true, "select random()": true,
		"select gen_random_uuid()": true, "from landscape where exists (select today())": true, "from customers tablesample 10%": true, "from customers using sample 5": true, "select \"now\"()": true, "select upper('x') || 'y'": false, "explain select now()": true} {
		result, err := s.Query(context.Background(), query, nil)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		if got := result.Shifts(); got != want {
			t.Errorf("%s: %v", query, got)
		}
		result.Release()
	}
}

// TestReadCancel ends statements that run, stream and are about to start. A generous bound stands for "soon": nothing here ends by itself.
func TestReadCancel(t *testing.T) {
	const endless = "select sum(a.range * b.range) from range(10000000) a, range(10000000) b"
	bound := func(t *testing.T, began time.Time) {
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("it took %s", took)
		}
	}
	e := openEmpty(t)
	s := openRead(t, e, ReadOptions{})
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	began := time.Now()
	if _, err := s.Query(ctx, endless, nil); CodeOf(err) != CodeCancelled {
		t.Errorf("cancelled: %v", err)
	}
	ctx, cancel = context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.Query(ctx, endless, nil); CodeOf(err) != CodeTimeout {
		t.Errorf("timed out: %v", err)
	}
	ctx, cancel = context.WithCancel(context.Background())
	result, err := s.Query(ctx, "from range(1000000000000)", nil)
	if err != nil || !result.Next() {
		t.Fatal(err)
	}
	cancel()
	for result.Next() {
	}
	if CodeOf(result.Err()) != CodeCancelled {
		t.Errorf("cancelled in the stream: %v", result.Err())
	}
	if got := rows(t, first(s.Query(context.Background(), "select 1", nil)), nil); got[0] != "1" {
		t.Error(got)
	}
	failed := make(chan error)
	go func() {
		_, err := s.Query(context.Background(), endless, nil)
		failed <- err
	}()
	time.Sleep(20 * time.Millisecond) // so that it may have begun; it ends either way
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	if err := <-failed; err == nil {
		t.Error("the query outlives its engine")
	}
	if _, err := e.Read(context.Background(), ReadOptions{}); CodeOf(err) != CodeShuttingDown {
		t.Errorf("after Close: %v", err)
	}
	bound(t, began)
}
