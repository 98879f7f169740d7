package repl

import (
	"context"
	"fmt"
)

func askCommands() []command {
	return []command{
		{name: "help", args: "[PATTERN]", group: groupAsk, summary: "the dot commands", aliases: []string{"help", `\?`}, run: runHelp},
	}
}

func runHelp(_ context.Context, s *shell, _ string) error {
	for _, c := range commands {
		fmt.Fprintf(s.out, "%-28s %s\n", "."+c.name+" "+c.args, c.summary)
	}
	return nil
}
