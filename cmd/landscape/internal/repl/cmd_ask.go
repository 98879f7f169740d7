package repl

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
)

func askCommands() []command {
	return []command{
		{name: "help", args: "[PATTERN]", group: groupAsk, summary: "these commands; with PATTERN all about those that it fits", aliases: []string{"help", `\?`},
			run: runHelp, complete: completeHelp, examples: []string{".help", ".help chart", ".help keys", ".help formats"}},
		{name: "doc", args: "NAME", group: groupAsk, summary: "a figure, view, macro, function, report, setting or command, with an example that is run", aliases: []string{`\h`},
			run: runDoc, complete: completeDoc, examples: []string{".doc pareto_rank", ".doc measure", ".doc lost_customers", ".doc tier"}},
		{name: "examples", args: "[N]", group: groupAsk, summary: "first questions for this database; N runs one", run: runExamples, examples: []string{".examples", ".examples 1"}},
	}
}

// helpTopics are pages of help that belong to no command.
var helpTopics = []string{"keys", "formats", "examples"}

func runHelp(ctx context.Context, s *shell, args string) error {
	switch word := strings.TrimPrefix(strings.ToLower(args), "."); word {
	case "":
		return s.helpAll()
	case "keys", "shortcuts":
		fmt.Fprint(s.out, keysHelp)
		return nil
	case "formats":
		for _, m := range modes {
			fmt.Fprintf(s.out, "%s  %s\n", s.term.Bold(fmt.Sprintf("%-9s", m.name)), m.summary)
		}
		fmt.Fprintln(s.out, "\n.once and .output take the format from .csv .tsv .json .ndjson .md .html .arrow .parquet .xlsx, and else write in the mode that is set.")
		return nil
	case "examples":
		return runExamples(ctx, s, "")
	default:
		return s.helpOn(word)
	}
}

// helpAll lists every command under its group, on as many lines as the width needs.
func (s *shell) helpAll() error {
	left := 0
	for _, c := range commands {
		left = max(left, min(34, len(c.call())))
	}
	group := ""
	for _, c := range commands {
		if c.group != group {
			if group = c.group; group != groupAsk {
				fmt.Fprintln(s.out)
			}
			fmt.Fprintln(s.out, s.term.Bold(group))
		}
		s.helpLine(left, c.call(), c.summary)
	}
	fmt.Fprintln(s.out)
	fmt.Fprintln(s.out, s.term.Bold("psql habits"))
	habits := map[string]string{}
	var order []string
	for _, c := range commands {
		for _, alias := range c.aliases {
			if strings.HasPrefix(alias, `\`) {
				habits[alias] = "." + c.name
				order = append(order, alias)
			}
		}
	}
	slices.Sort(order)
	var parts []string
	for _, alias := range order {
		parts = append(parts, alias+" "+habits[alias])
	}
	width := 100
	if s.term.Width > 0 {
		width = s.term.Width
	}
	line := " "
	for _, p := range parts {
		if line != " " && len(line)+2+len(p) > width {
			fmt.Fprintln(s.out, line)
			line = " "
		}
		line += " " + p + ","
	}
	fmt.Fprintln(s.out, strings.TrimSuffix(line, ","))
	fmt.Fprintln(s.out)
	for _, line := range render.Wrap("A statement ends with a semicolon. ?NAME is .doc NAME; .help keys lists the keys.", width) {
		fmt.Fprintln(s.out, line)
	}
	return nil
}

// helpLine writes what is called to the left and what it does to the right, or below where there is no room.
func (s *shell) helpLine(left int, call, text string) {
	width := s.term.Width
	if width <= 0 {
		width = 120
	}
	call = strings.TrimRight(call, " ")
	room := width - left - 4
	if room < leastBeside {
		fmt.Fprintln(s.out, "  "+s.term.Command(call))
		for _, line := range render.Wrap(text, max(16, width-6)) {
			fmt.Fprintln(s.out, "      "+line)
		}
		return
	}
	lines := render.Wrap(text, room)
	if len(call) > left {
		fmt.Fprintln(s.out, "  "+s.term.Command(call))
		call = ""
	}
	for i, line := range lines {
		shown := strings.Repeat(" ", left)
		if i == 0 {
			shown = s.term.Command(call) + strings.Repeat(" ", left-len(call))
		}
		fmt.Fprintln(s.out, "  "+shown+"  "+line)
	}
}

// call is a command as it is typed.
func (c command) call() string { return strings.TrimSpace("." + c.name + " " + c.args) }

// helpOn tells all about the commands whose name, alias or summary holds a word; one whose name it is comes alone.
func (s *shell) helpOn(word string) error {
	var found []command
	for _, c := range commands {
		switch {
		case c.name == word || slices.Contains(c.aliases, word):
			found = []command{c}
		case len(found) != 1 || found[0].name != word:
			if strings.Contains(c.name, word) || strings.Contains(strings.ToLower(c.summary), word) {
				found = append(found, c)
			}
		}
		if len(found) == 1 && found[0].name == word {
			break
		}
	}
	if len(found) == 0 {
		hint := ".help"
		if near := Nearest("."+word, commandNames()); near != "" {
			hint = ".help " + strings.TrimPrefix(near, ".")
		}
		return usage(hint, "no command has to do with %s", word)
	}
	for i, c := range found {
		if i > 0 {
			fmt.Fprintln(s.out)
		}
		fmt.Fprintln(s.out, s.term.Command(c.call()))
		fmt.Fprintln(s.out, "  "+c.summary)
		if len(c.aliases) > 0 {
			fmt.Fprintln(s.out, "  also "+strings.Join(c.aliases, ", "))
		}
		for _, example := range c.examples {
			fmt.Fprintln(s.out, "  example  "+strings.ReplaceAll(example, "\n", "\n           "))
		}
	}
	return nil
}

const keysHelp = `Enter          runs what ends with a semicolon, and a command; else begins a new line
Alt-Enter      begins a new line in any case; so does Ctrl-O
Up, Down       lines of the statement, and before the first one the history
Ctrl-R         searches the history
Tab            offers what could follow
Ctrl-A Ctrl-E  begin and end of the line
Ctrl-W Ctrl-U  deletes the word, the line before the cursor
Ctrl-L         clears the screen
Ctrl-C         drops what is typed, cancels what runs; never leaves
Ctrl-D         leaves, on an empty line
Ctrl-X Ctrl-E  opens the statement in $VISUAL or $EDITOR, as .edit does
`

func completeHelp(_ *shell, word string) []candidate {
	var found []candidate
	for _, t := range helpTopics {
		if strings.HasPrefix(t, word) {
			found = append(found, candidate{text: t, kind: "topic"})
		}
	}
	for _, c := range commands {
		if strings.HasPrefix(c.name, strings.TrimPrefix(word, ".")) {
			found = append(found, candidate{text: c.name, kind: "command", detail: c.summary})
		}
	}
	return found
}

// firstQuestion is one of .examples.
type firstQuestion struct{ asks, input string }

// firstQuestions run on every landscape, also on one without lines.
var firstQuestions = []firstQuestion{
	{"How does the business stand, year by year?", "select period_start, period_end, revenue, profit, customers, new_customers, lost_customers from landscape_summary order by period;"},
	{"Who brings the most?", ".report top_customers n=10"},
	{"What changed from one year to the next?", ".report what_changed"},
	{"Does 80:20 apply?", "select period, customers, top20_share, pct_customers_for_80, pareto_applies from pareto_test order by period;"},
	{"How many customers does each tier have, by profit?", "select tier, count(*) as customers, sum(value) as value from pareto_rank(measure := 'profit') group by tier order by tier;"},
	{"What kind of churn is there?", "select churn_kind, count(*) as customers, sum(spend_change) as spend_change from churn group by churn_kind order by churn_kind;"},
	{"Whom should we call first?", ".report call_list n=10"},
	{"How do the customers of each quarter keep?", ".report retention_by_cohort"},
	{"How did it look at the end of 2024?", "select customer_id, value, tier from pareto_rank(as_of := date '2024-12-31') order by position limit 10;"},
	{"Is the ledger in order?", "select \"check\", severity, count, advice from ledger_audit where severity != 'info' and count > 0;"},
}

func runExamples(ctx context.Context, s *shell, args string) error {
	if args != "" {
		var n int
		if _, err := fmt.Sscanf(args, "%d", &n); err != nil || n < 1 || n > len(firstQuestions) {
			return usage(".examples 1", "%s is not a number from 1 to %d", args, len(firstQuestions))
		}
		input := firstQuestions[n-1].input
		s.note("%s", s.term.Dim(input))
		return s.do(ctx, input)
	}
	for i, q := range firstQuestions {
		fmt.Fprintf(s.out, "%2d. %s\n", i+1, s.term.Bold(q.asks))
		fmt.Fprintln(s.out, "    "+s.term.Command(q.input))
	}
	return nil
}
