package repl

import (
	"context"
	"slices"
	"strings"
)

// command is one dot command. Help, completion and the documentation come from the table of them.
type command struct {
	name     string   // as typed behind the dot
	args     string   // for the help, such as "[N|all]"; empty when it takes none
	group    string   // the heading of the help under which it stands
	summary  string   // one line
	aliases  []string // as typed, whole: `\q`, `exit`
	examples []string // lines that run as they are
	outside  bool     // it reads or writes files or runs programs, which .safe forbids

	// run carries the command out; args is what stands behind the name, without blanks around it.
	run func(ctx context.Context, s *shell, args string) error
	// complete offers what could stand at word, the part of the last argument before the cursor; nil offers nothing.
	complete func(s *shell, word string) []candidate
}

// candidate is one thing that completion offers.
type candidate struct {
	text   string // what is put in, quoted where it must be
	kind   string // column, table, view, macro, function, keyword, command, ...
	detail string // the right column of the menu
	more   string // what to append when it is the only one, such as a blank or an open bracket
}

// The headings of the help, in its order.
const (
	groupAsk     = "Ask"
	groupSee     = "See"
	groupRun     = "Run"
	groupLook    = "Look"
	groupWrite   = "Write"
	groupSession = "Session"
)

// commands is the one table of dot commands, in the order of the help.
var commands []command

func init() {
	commands = slices.Concat(askCommands(), seeCommands(), runCommands(), customerCommands(), lookCommands(), writeCommands(), sessionCommands())
}

// findCommand returns the command that a line calls, and its arguments. Where prefixes are allowed, a unique beginning of a name will
// do. It returns nil when there is no such command, with the names that the word could begin.
func findCommand(line string, prefixes bool) (found *command, args string, near []string) {
	word, args, _ := strings.Cut(strings.TrimSpace(line), " ")
	args = strings.TrimSpace(args)
	name, dotted := strings.CutPrefix(strings.ToLower(word), ".")
	for i := range commands {
		c := &commands[i]
		if dotted && c.name == name || slices.Contains(c.aliases, word) {
			return c, args, nil
		}
		if dotted && name != "" && strings.HasPrefix(c.name, name) {
			found = c
			near = append(near, "."+c.name)
		}
	}
	if len(near) != 1 || !prefixes {
		return nil, args, near
	}
	return found, args, nil
}

// commandNames are the names of all commands with their dot.
func commandNames() []string {
	names := make([]string, len(commands))
	for i, c := range commands {
		names[i] = "." + c.name
	}
	return names
}

// isCommand tells whether a line is for the shell and not for the database: it begins with a dot and a letter, a backslash or a question
// mark, or is one of the bare words that leave or help.
func isCommand(line string) bool {
	line = strings.TrimSpace(line)
	switch {
	case line == "":
		return false
	case line[0] == '\\', line[0] == '?':
		return true
	case line[0] == '.':
		return len(line) > 1 && (line[1]|0x20 >= 'a' && line[1]|0x20 <= 'z')
	}
	word, _, _ := strings.Cut(strings.TrimRight(line, "; \t"), " ")
	return word == strings.TrimRight(line, "; \t") && slices.Contains([]string{"help", "exit", "quit", "clear"}, strings.ToLower(word))
}
