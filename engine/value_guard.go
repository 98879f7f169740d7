package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/customer-landscape/landscape/engine/sqltree"
)

const (
	// maxValueBytes is how large one value of a result of a session of Read may be: a text, or a list with eight bytes for each of its elements.
	maxValueBytes = 16 << 20
	// maxMadeBytes is how large a value may be that a guard makes. A function works on 2048 rows at a time, on each thread.
	maxMadeBytes = 256 << 10
	// maxComparedBytes is how long a text may be whose distance from another is asked for: that takes a time which grows with the product of both.
	maxComparedBytes = 512
)

// valueTooLarge is how an error begins that says so.
const valueTooLarge = "a value may have "

// guards are macros of the session's own in place of DuckDB's functions that make a large value of small ones, or work on two of them for long. DuckDB keeps what a function
// gives outside of memory_limit, computes it in one call that hears no interrupt, and does so while it plans where all arguments are
// constants; so each macro looks at the size that is asked for and raises an error in place of that argument. They name arguments more than
// once, and count as copies in a statement. A name in a view of ours means them too.
var guards = sync.OnceValue(func() map[string]string {
	made := map[string]string{}
	refusing := func(name, refusal string, overloads ...[3]string) {
		for i, o := range overloads {
			parameters, when, refused := o[0], o[1], o[2]
			arguments := strings.Split(parameters, ", ")
			for j, a := range arguments {
				if a == refused {
					arguments[j] = fmt.Sprintf("CASE WHEN %s THEN %s ELSE %s END", when, refusal, a)
				}
			}
			head := ", "
			if i == 0 {
				head = "CREATE OR REPLACE TEMP MACRO " + name
			}
			made[name] += fmt.Sprintf("%s(%s) AS system.main.%s(%s)", head, parameters, name, strings.Join(arguments, ", "))
		}
	}
	define := func(name string, overloads ...[3]string) {
		refusing(name, fmt.Sprintf("error('%s%d bytes out of %s, and this one would have more')", valueTooLarge, maxMadeBytes, name), overloads...)
	}
	elements, letters := maxMadeBytes/8, maxMadeBytes/4
	define("repeat", [3]string{"value, times", fmt.Sprintf("times > %d / greatest(strlen(CAST(value AS VARCHAR)), 1)", maxMadeBytes), "times"})
	for _, name := range []string{"rpad", "lpad"} {
		define(name, [3]string{"value, size, filling", fmt.Sprintf("size > %d", letters), "size"})
	}
	for _, name := range []string{"list_resize", "array_resize"} {
		over := fmt.Sprintf("size > %d", elements)
		define(name, [3]string{"list, size", over, "size"}, [3]string{"list, size, filling", over, "size"})
	}
	define("bitstring", [3]string{"value, size", fmt.Sprintf("size > %d", maxMadeBytes), "size"})
	for _, name := range []string{"levenshtein", "editdist3", "damerau_levenshtein", "jaro_similarity", "jaro_winkler_similarity"} {
		refusal := fmt.Sprintf("error('%s%d bytes in %s, and one of these has more')", valueTooLarge, maxComparedBytes, name)
		over := fmt.Sprintf("greatest(strlen(one), strlen(other)) > %d", maxComparedBytes)
		overloads := [][3]string{{"one, other", over, "one"}}
		if strings.HasPrefix(name, "jaro") {
			overloads = append(overloads, [3]string{"one, other, cutoff", over, "one"})
		}
		refusing(name, refusal, overloads...)
	}
	number := func(name string) string { return "try_cast(CAST(" + name + " AS VARCHAR) AS DOUBLE)" }
	second := func(name, typ string) string { return "epoch(try_cast(CAST(" + name + " AS VARCHAR) AS " + typ + "))" }
	steps := fmt.Sprintf("coalesce((%s - %s) / %s, (%s - %s) / %s) > %d", number("stop"), number("start"), number("step"),
		second("stop", "TIMESTAMP"), second("start", "TIMESTAMP"), second("step", "INTERVAL"), elements)
	for _, name := range []string{"range", "generate_series"} {
		define(name, [3]string{"stop", fmt.Sprintf("stop > %d", elements), "stop"},
			[3]string{"start, stop", fmt.Sprintf("%s - %s > %d", number("stop"), number("start"), elements), "stop"},
			[3]string{"start, stop, step", steps, "stop"})
	}
	for name, wide := range map[string]string{"printf": `%[^a-zA-Z%]*([0-9]{5}|[*])`, "format": `[{][^{}]*:[^{}]*([0-9]{5}|[{])`} {
		parameters, overloads := "template", [][3]string(nil)
		for i := range mostFormatted + 1 {
			overloads = append(overloads, [3]string{parameters, "regexp_matches(template, '" + wide + "')", "template"})
			parameters += fmt.Sprintf(", v%d", i+1)
		}
		define(name, overloads...)
	}
	return made
})

// mostFormatted is how many values printf and format take in a session of Read.
const mostFormatted = 16

// guarded reports whether a function, by its name in small letters, is one that makes large values of small ones.
func guarded(name string) bool {
	_, ok := guards()[name]
	return ok
}

// guard makes the guards of the functions that a statement names, and all of them where it calls a macro that a user has added. A session
// that begins its transaction anew has lost them.
func (s *Session) guard(ctx context.Context, q sqltree.Query, words *vocabulary) error {
	var wanted []string
	for _, f := range q.Functions {
		if name := sqltree.Lower(f.Name); guarded(name) {
			wanted = append(wanted, name)
		}
	}
	if slices.ContainsFunc(slices.Concat(q.Functions, q.TableFunctions), func(f sqltree.Name) bool { return words.functions[sqltree.Lower(f.Name)].added }) {
		wanted = slices.Collect(maps.Keys(guards()))
	}
	slices.Sort(wanted)
	var statements []string
	for _, name := range slices.Compact(wanted) {
		statements = append(statements, guards()[name])
	}
	if len(statements) == 0 {
		return nil
	}
	_, err := s.engine.exec(ctx, s.conn, strings.Join(statements, ";\n"))
	return err
}

// besideGuard reports whether a name means DuckDB's own function where a guard stands for it. What looks like a schema may be a column, as
// in a.b(c), which DuckDB reads as b(a, c).
func besideGuard(n sqltree.Name, words *vocabulary) bool {
	schema := sqltree.Lower(n.Schema)
	return guarded(sqltree.Lower(n.Name)) && (n.Database != "" || slices.Contains([]string{mainSchema, "system", "pg_catalog", words.database}, schema))
}
