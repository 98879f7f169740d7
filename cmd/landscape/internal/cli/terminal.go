package cli

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/term"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
)

// isTerminal tells whether a stream is one that a person looks at or types into.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// style is what a stream can show. An exported COLUMNS decides the width, else the terminal does; what is no terminal has no limit.
func (a *app) style(stream any) render.Style {
	s := render.Style{Color: a.useColor(stream), ASCII: isDumb() || !isUTF8()}
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		s.Width = n
	} else if f, ok := stream.(*os.File); ok {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil {
			s.Width = w
		}
	}
	return s
}

// useColor follows --color, then NO_COLOR, CLICOLOR_FORCE and TERM=dumb, then whether the stream is a terminal.
func (a *app) useColor(stream any) bool {
	switch force := os.Getenv("CLICOLOR_FORCE"); {
	case a.color != "auto" && a.color != "":
		return a.color == "always"
	case os.Getenv("NO_COLOR") != "":
		return false
	case force != "" && force != "0":
		return true
	case isDumb():
		return false
	default:
		return isTerminal(stream)
	}
}

func isDumb() bool { return os.Getenv("TERM") == "dumb" }

// isUTF8 tells whether the locale can show block characters. A machine without a locale, such as a container, can.
func isUTF8() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := strings.ToUpper(os.Getenv(name)); value != "" {
			return strings.Contains(value, "UTF-8") || strings.Contains(value, "UTF8")
		}
	}
	return true
}

// progress starts to show progress on standard error. Its stop clears the line; it must be called before anything else is printed.
func (a *app) progress() (report func(phase string, done, total int64, unit string), stop func()) {
	if a.quiet || a.noProgress {
		return func(string, int64, int64, string) {}, func() {}
	}
	p := render.NewProgress(a.stderr, isTerminal(a.stderr) && !isDumb(), a.style(a.stderr))
	return p.Report, p.Stop
}
