package repl

import (
	"fmt"
	"os"

	"github.com/customer-landscape/landscape/engine"
)

// newEditor makes the editor of a name. Without a name it is rich, and basic on a terminal that only knows lines.
func (s *shell) newEditor(name string) (lineSource, error) {
	switch name {
	case "":
		if os.Getenv("TERM") == "dumb" || os.Getenv("TERM") == "" {
			return s.newEditor("basic")
		}
		return s.newEditor("rich")
	case "rich":
		return newRich(s)
	case "basic":
		return newBasic(s)
	case "plain":
		return newPlain(s.opts.Stdin, s.opts.Stdout, s.signals), nil
	}
	return nil, &engine.Error{Kind: engine.KindInvalid, Hint: "--editor rich", Err: fmt.Errorf("--editor is %q; it can be rich, basic or plain", name)}
}
