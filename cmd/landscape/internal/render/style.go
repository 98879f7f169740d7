package render

// Style is what the terminal can show.
type Style struct {
	Width int  // columns of the terminal; 0 means no limit
	Color bool // escape sequences for colour and weight
	ASCII bool // no character outside ASCII in lines and bars; data stays as it is
	Values
}

type paint string

const (
	plain  paint = ""
	dim    paint = "2"
	bold   paint = "1"
	red    paint = "31"
	green  paint = "32"
	cyan   paint = "36"
	yellow paint = "33"
)

func (s Style) paint(p paint, text string) string {
	if !s.Color || p == plain || text == "" {
		return text
	}
	return "\x1b[" + string(p) + "m" + text + "\x1b[0m"
}

// Error returns "error:" as the first word of a message.
func (s Style) Error() string { return s.paint(red, "error:") }

// Dim returns text that stands back.
func (s Style) Dim(text string) string { return s.paint(dim, text) }

// Bold returns text that stands out.
func (s Style) Bold(text string) string { return s.paint(bold, text) }

// Command returns text that can be typed as it stands.
func (s Style) Command(text string) string { return s.paint(cyan, text) }

// glyphs are the characters of lines and marks.
type glyphs struct{ ellipsis, dot, sep string }

func (s Style) glyphs() glyphs {
	if s.ASCII {
		return glyphs{"~", ":", ", "}
	}
	return glyphs{"…", "·", " · "}
}

// Separator stands between the parts of a footer.
func (s Style) Separator() string { return s.glyphs().sep }

// Ellipsis stands where text was cut off.
func (s Style) Ellipsis() string { return s.glyphs().ellipsis }
