package render

import (
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
)

// blob shows the first bytes and the size.
func blob(b []byte) string {
	const shown = 8
	const hex = "0123456789ABCDEF"
	var out strings.Builder
	for i, v := range b {
		if i == shown {
			out.WriteString("… (" + size(len(b)) + ")")
			break
		}
		out.WriteString(`\x` + string([]byte{hex[v>>4], hex[v&15]}))
	}
	return out.String()
}

// literal makes JSON look like the literals of SQL: a blank behind commas and colons, names without quotes.
func literal(json string) string {
	var b strings.Builder
	inText := false
	for i := 0; i < len(json); i++ {
		c := json[i]
		switch {
		case inText && c == '\\' && i+1 < len(json):
			i++
			if json[i] != '"' && json[i] != '\\' {
				b.WriteByte('\\')
			}
			b.WriteByte(json[i])
		case c == '"':
			inText = !inText
		case !inText && (c == ',' || c == ':'):
			b.WriteByte(c)
			b.WriteByte(' ')
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// size writes a number of bytes: 17 bytes, 1.2 KB.
func size(n int) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1e6:
		return fmt.Sprintf("%.1f KB", float64(n)/1e3)
	default:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
}

// duration writes an interval as 3 months 2 days 01:00, with seconds only when there are any.
func duration(v arrow.MonthDayNanoInterval) string {
	var parts []string
	for _, p := range []struct {
		n    int32
		noun string
	}{{v.Months / 12, "year"}, {v.Months % 12, "month"}, {v.Days, "day"}} {
		switch p.n {
		case 0:
		case 1, -1:
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.noun))
		default:
			parts = append(parts, fmt.Sprintf("%d %ss", p.n, p.noun))
		}
	}
	if v.Nanoseconds != 0 || len(parts) == 0 {
		parts = append(parts, clock(v.Nanoseconds))
	}
	return strings.Join(parts, " ")
}

func clock(nanoseconds int64) string {
	sign := ""
	if nanoseconds < 0 {
		sign, nanoseconds = "-", -nanoseconds
	}
	seconds, fraction := nanoseconds/1e9, nanoseconds%1e9
	text := fmt.Sprintf("%s%02d:%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 || fraction != 0 {
		text += fmt.Sprintf(":%02d", seconds%60)
	}
	if fraction != 0 {
		text += strings.TrimRight(fmt.Sprintf(".%09d", fraction), "0")
	}
	return text
}
