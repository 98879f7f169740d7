package render

import (
	"math"
	"strconv"
	"strings"
)

// grouped tells whether thousands are set apart: amounts and counts, never what identifies something.
func grouped(c Column) bool {
	switch c.Unit {
	case "":
		name := strings.ToLower(c.Name)
		for _, end := range []string{"id", "key", "code", "no", "year", "zip"} {
			if name == end || strings.HasSuffix(name, "_"+end) {
				return false
			}
		}
		return true
	case "key":
		return false
	default:
		return true
	}
}

// group sets a comma between thousands of a plain decimal number.
func group(number string, on bool) string {
	digits := strings.TrimPrefix(number, "-")
	whole, fraction, hasFraction := strings.Cut(digits, ".")
	if !on || len(whole) < 4 {
		return number
	}
	var b strings.Builder
	b.WriteString(number[:len(number)-len(digits)])
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	if hasFraction {
		b.WriteString("." + fraction)
	}
	return b.String()
}

// round cuts a plain decimal number to places digits, halves away from zero; fewer than zero places leave it as it is.
func round(number string, places int) string {
	whole, fraction, _ := strings.Cut(number, ".")
	if places < 0 || len(fraction) <= places {
		return number
	}
	digits := []byte(whole + fraction[:places])
	if fraction[places] >= '5' {
		at := len(digits) - 1
		for ; at >= 0 && digits[at] == '9'; at-- {
			digits[at] = '0'
		}
		if at >= 0 && digits[at] != '-' {
			digits[at]++
		} else {
			digits = append(digits[:at+1], append([]byte{'1'}, digits[at+1:]...)...)
		}
	}
	out := string(digits)
	if places > 0 {
		out = out[:len(out)-places] + "." + out[len(out)-places:]
	}
	if strings.Trim(out, "-0.") == "" {
		out = strings.TrimPrefix(out, "-")
	}
	return out
}

// exact shows a plain decimal number: rounded to places, unless that is below zero, and grouped as the column wants it.
func (v Values) exact(c Column, number string, places int) string {
	switch v.Numbers {
	case "plain":
		return v.marked(number)
	case "compact":
		if short, ok := compact(number); ok && grouped(c) {
			return v.marked(short)
		}
	}
	return v.marked(group(round(number, places), grouped(c)))
}

// double shows six significant digits, or four places of a ratio, so that a column of them lines up.
func (v Values) double(c Column, x float64) string {
	abs := math.Abs(x)
	switch {
	case math.IsNaN(x):
		return "NaN"
	case math.IsInf(x, 1):
		return "inf"
	case math.IsInf(x, -1):
		return "-inf"
	case c.Unit == "ratio" && v.Percent:
		return v.marked(group(strconv.FormatFloat(100*x, 'f', 1, 64), v.Numbers != "plain")) + "%"
	case v.Numbers == "plain":
		return v.marked(strconv.FormatFloat(x, 'g', -1, 64))
	case c.Unit == "ratio" && (abs >= 0.0001 || x == 0) && abs < 1e15:
		return v.marked(group(round(strconv.FormatFloat(x, 'f', 6, 64), 4), true))
	case abs != 0 && (abs < 1e-4 || abs >= 1e15):
		return v.marked(strconv.FormatFloat(x, 'g', 6, 64))
	}
	text := strconv.FormatFloat(x, 'g', 6, 64)
	if strings.ContainsRune(text, 'e') {
		text = strconv.FormatFloat(x, 'f', 0, 64)
	}
	return v.exact(c, text, -1)
}

// compact shortens a number of a thousand and more to three digits and a letter: 12.3k, 1.23M, 1.23B, 1.23T.
func compact(number string) (string, bool) {
	x, err := strconv.ParseFloat(number, 64)
	if err != nil || math.Abs(x) < 1000 || math.Abs(x) >= 1e15 {
		return "", false
	}
	for i, letter := range []string{"k", "M", "B", "T"} {
		scaled := x / math.Pow(1000, float64(i+1))
		if math.Abs(scaled) >= 999.5 && letter != "T" {
			continue
		}
		places := 0
		switch {
		case math.Abs(scaled) < 9.995:
			places = 2
		case math.Abs(scaled) < 99.95:
			places = 1
		}
		return strconv.FormatFloat(scaled, 'f', places, 64) + letter, true
	}
	return "", false
}

// marked puts the marks of the reader in place of point and comma.
func (v Values) marked(number string) string {
	if v.Decimal == "" && v.Thousand == "" {
		return number
	}
	point, comma := v.Decimal, v.Thousand
	if point == "" {
		point = "."
	}
	if comma == "" {
		comma = ","
	}
	return strings.NewReplacer(".", point, ",", comma).Replace(number)
}
