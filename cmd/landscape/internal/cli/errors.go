package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl"
	"github.com/customer-landscape/landscape/engine"
)

// exitCodes is the one table from kinds of error to exit codes. Two more codes have no kind: 0 done, 141 the reader of our output
// went away.
var exitCodes = map[engine.Kind]int{
	engine.KindInvalid:  2,
	engine.KindQuery:    1,
	engine.KindReadOnly: 1,
	engine.KindNotFound: 1,
	engine.KindTooLarge: 1,
	engine.KindBusy:     1,
	engine.KindTimeout:  1,
	engine.KindRejected: 3,
	engine.KindDatabase: 4,
	engine.KindInternal: 70,
	engine.KindCanceled: 130,
}

const brokenPipe = 141

func exitCode(err error) int {
	var exit *repl.Exit
	switch {
	case err == nil:
		return 0
	case errors.Is(err, syscall.EPIPE):
		return brokenPipe
	case errors.As(err, &exit):
		return exit.Code
	default:
		return exitCodes[kindOf(err)]
	}
}

// kindOf is the engine's kind, and not_found or invalid for a file of the user's that cannot be used.
func kindOf(err error) engine.Kind {
	kind := engine.KindOf(err)
	if kind != engine.KindInternal {
		return kind
	}
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return engine.KindNotFound
	case errors.As(err, &path), errors.Is(err, syscall.ENOSPC):
		return engine.KindQuery
	}
	return kind
}

// usageError is a mistake on the command line; hint may be empty.
func usageError(hint, format string, args ...any) error {
	return &engine.Error{Kind: engine.KindInvalid, Hint: hint, Err: fmt.Errorf(format, args...)}
}

func unknownCommand(cmd *cobra.Command, word string) error {
	var names []string
	for _, c := range cmd.Root().Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	names = append(names, "help")
	hint := "landscape help"
	if near := repl.Nearest(word, names); near != "" {
		hint = "landscape " + near
	}
	return usageError(hint, "there is no command %q", word)
}

// flagError turns the parser's error into ours and suggests the nearest flag.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &invalid):
		return usageError("", "--%s %s", invalid.GetFlag().Name, wrongValue(invalid.GetFlag(), invalid.GetValue(), err))
	case !errors.As(err, &unknown):
		return usageError(cmd.CommandPath()+" --help", "%s", err.Error())
	}
	name := unknown.GetSpecifiedName()
	if unknown.GetSpecifiedShortnames() != "" || len(name) < 2 {
		return usageError(cmd.CommandPath()+" --help", "there is no flag -%s", name)
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	hint := cmd.CommandPath() + " --help"
	if near := repl.Nearest(name, names); near != "" {
		hint = "--" + near
	}
	return usageError(hint, "%s has no flag --%s", cmd.CommandPath(), name)
}

// report writes the error to standard error: one line, the place in the SQL when there is one, and the way out. With JSON output it
// is one object. A cancelled command says so in one word; a reader that went away is no error to tell anybody.
func (a *app) report(err error) {
	var exit *repl.Exit
	if errors.Is(err, syscall.EPIPE) || errors.As(err, &exit) {
		return
	}
	told, fault := a.explain(err)
	if a.format == "json" || a.format == "ndjson" {
		text, _ := json.Marshal(map[string]any{"error": told}) // strings alone
		fmt.Fprintln(a.stderr, string(text))
		return
	}
	repl.WriteError(a.stderr, a.style(a.stderr), told.Message, fault, told.Hint)
}

type jsonError struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// wrongValue says what kind of value a flag takes.
func wrongValue(f *pflag.Flag, value string, err error) string {
	kinds := map[string]string{"int": "a whole number", "int64": "a whole number", "count": "a whole number",
		"bool": "true or false", "duration": "a duration such as 30s or 5m"}
	if kind, ok := kinds[f.Value.Type()]; ok {
		return fmt.Sprintf("is %q, which is not %s", value, kind)
	}
	return fmt.Sprintf("is %q: %v", value, err)
}

// explain says what went wrong and, for SQL, where.
func (a *app) explain(err error) (told jsonError, fault repl.Fault) {
	kind := kindOf(err)
	told = jsonError{Kind: string(kind), Hint: engine.HintOf(err)}
	switch {
	case kind == engine.KindCanceled:
		told.Message = "cancelled"
	case kind == engine.KindTimeout && a.timeout > 0:
		told.Message = fmt.Sprintf("gave up after %s (--timeout)", a.timeout)
	default:
		fault = repl.ExplainError(err)
		told.Message = fault.Message
		if told.Hint == "" {
			told.Hint = fault.Hint
		}
	}
	return told, fault
}
