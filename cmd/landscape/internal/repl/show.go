package repl

import (
	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
)

// show writes a result in the mode that is set.
func (s *shell) show(last *lastResult) error {
	_, err := render.Table(s.out, last.renderColumns(), last.source(), s.tableOptions())
	return err
}

func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return render.Count(n) + " " + noun + "s"
}
