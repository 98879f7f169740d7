package repl

import (
	"context"
	"fmt"
	"strconv"
)

func sessionCommands() []command {
	return []command{
		{name: "quit", args: "[CODE]", group: groupSession, summary: "leave", aliases: []string{".exit", "exit", "quit", `\q`}, run: runQuit},
	}
}

func runQuit(_ context.Context, _ *shell, args string) error {
	if args == "" {
		return quit{0}
	}
	code, err := strconv.Atoi(args)
	if err != nil || code < 0 || code > 255 {
		return fmt.Errorf("%s is not an exit code from 0 to 255", args)
	}
	return quit{code}
}
