package engine

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// TestLargeValues asks a session of Read for values of two gigabytes, in every way that a plain function offers. Each is refused with a
// code of its own before it is made, or before it is copied, and the same functions go on working for what fits.
func TestLargeValues(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	e := openEmpty(t)
	writer := openSession(t, e)
	for _, q := range []string{"create macro line(n) as repeat('-', n)", "create table sizes as select 2000000000 as n"} {
		if _, err := writer.Exec(context.Background(), q, nil); err != nil {
			t.Fatal(err)
		}
	}
	s := openRead(t, e, ReadOptions{})
	const huge = "2000000000"
	refused := []string{
		"select repeat('a', " + huge + ")", "select length(repeat('a', s.n)) from sizes as s",
		"select repeat('a', 262145)", "select repeat(repeat('a', 200000), 1000)", "select repeat([1], " + huge + ")", "select repeat('\\xAA'::blob, " + huge + ")", "select line(" + huge + ")",
		"select rpad('a', " + huge + ", 'b')", "select lpad('a', s.n, 'b') from sizes as s",
		"select len(range(" + huge + "))", "select range(1, s.n) from sizes as s", "select range(1, 9223372036854775807, 2)", "select generate_series(s.n) from sizes as s",
		"select len(generate_series(timestamp '1925-01-01', timestamp '2025-01-01', interval 1 second))", "select list_resize([1], " + huge + ")", "select array_resize([1], s.n, 7) from sizes as s",
		"select length(bitstring('1', " + huge + "))", "select levenshtein(repeat('a', 513), 'b')", "select editdist3('b', repeat('a', 513))",
		"select damerau_levenshtein(repeat('a', 100000), repeat('b', 100000))", "select jaro_similarity(repeat('a', 100000), 'b')",
		"select jaro_winkler_similarity(x, x, 0.5) from (select repeat('a', 100000 + i::int) as x from range(3) as t(i))",
		"select printf('%" + huge + "d', 1)", "select printf('%*d', " + huge + ", 1)", "select format('{:" + huge + "d}', 1)", "select format('{:{}}', 1, " + huge + ")",
		// made within memory_limit, and refused where they leave
		"select string_agg(md5(i::varchar), '') from range(550000) as t(i)", "select list(i) from range(2200000) as t(i)", "select {'a': [string_agg(md5(i::varchar), '')]} from range(550000) as t(i)",
		"select map([1], [string_agg(md5(i::varchar), '')]) from range(550000) as t(i)",
	}
	for _, query := range refused {
		err := attack(s, query)
		if CodeOf(err) != CodeResultTooLarge || KindOf(err) != KindTooLarge || HintOf(err) == "" || SQLStateOf(err) != "54000" {
			t.Errorf("%s: %v %v %q", query, CodeOf(err), err, HintOf(err))
		}
	}
	for _, query := range []string{"select main.repeat('a', 3)", "select system.main.repeat('a', 3)", "select system.range(3)", "select main.lpad('a', 3, 'b')"} {
		if err := attack(s, query); CodeOf(err) != CodeForbiddenFunction {
			t.Errorf("%s: %v", query, err)
		}
	}
	for query, want := range map[string]string{
		"select repeat('ab', 3) || repeat(null, 3)::varchar is null": "true", "select repeat([1, 2], 2)": "[1,2,1,2]", "select x.repeat(2) from (values ('ab')) as v(x)": "abab",
		"select rpad('a', 3, '-') || lpad('a', 3, '-')": "a----a", "select range(3) || range(1, 3) || range(5, 1, -2) || generate_series(1, 2)": "[0,1,2,1,2,5,3,1,2]",
		"select len(range(date '2025-01-01', date '2025-03-01', interval 1 month))": "2", "select list_resize([1], 2, 7)": "[1,7]",
		"select printf('%5.1f|%d%%', 1.5, 12345) || format('{:>3}|{{}} 123456 {}', 'a', 2)": "  1.5|12345%  a|{} 123456 2",
		"select list_transform(range(3), lambda x: repeat('a', x))[3]":                      "aa",
		"select count(*) from range(3) as r(i), generate_series(1, i) as g(j)":              "3",
		"select length(repeat('aaaaaaaaaaaaaaaa', 16384))":                                  "262144",
		"select line(3)": "---", "select bitstring('101', 5)::varchar": "00101",
		"select levenshtein('duck', 'dusk') + editdist3('duck', 'dusk') + damerau_levenshtein('duck', 'udck')": "3", "select jaro_similarity('a', 'a') + jaro_winkler_similarity('a', 'a') + jaro_winkler_similarity('a', 'a', 0.5)": "3",
		"select sum(length(x)) from (select repeat('a', 100000 + i::int % 2) as x from range(100) as t(i))": "10000050",
	} {
		if got, err := firstValue(s, query); err != nil || got != want {
			t.Errorf("%s: %s %v, want %s", query, got, err, want)
		}
	}
	if _, err := firstValue(s, "select repeat('a', 200000) from range(2000)"); CodeOf(err) != CodeResultTooLarge {
		t.Errorf("400 MB in one batch: %v", err)
	}
	for name, params := range map[string]map[string]any{"select repeat($s, $n)": {"s": "ab", "n": 2}, "select list_resize([1, 2], $n)": {"n": 1}} {
		result, err := s.Query(context.Background(), name, params)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		result.Release()
	}
	if _, err := writer.Exec(context.Background(), fmt.Sprintf("create temp table large as select repeat('a', %d) as a", maxValueBytes+1), nil); err != nil {
		t.Errorf("a session that is not of Read: %v", err)
	}
}

// firstValue is the first value of the first row, as text.
func firstValue(s *Session, query string) (string, error) {
	result, err := s.Query(context.Background(), query, nil)
	if err != nil {
		return "", err
	}
	defer result.Release()
	text := ""
	for result.Next() {
		if text == "" {
			text = strings.Clone(result.Batch().Column(0).ValueStr(0)) // the batch owns it
		}
	}
	return text, result.Err()
}
