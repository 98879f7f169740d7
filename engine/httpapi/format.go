package httpapi

import (
	"strings"

	"github.com/customer-landscape/landscape/engine/encode"
)

// format is a form of a result as the API names it.
type format string

// formatInfo is what the door knows about a format.
type formatInfo struct {
	name    format
	encode  encode.Format
	media   string // the Content-Type
	accepts []string
	cuts    bool // whether an overflow truncates it unless on_overflow says otherwise; a cut file could be taken for a whole one
}

// formats lists every format, the one that Accept: */* means first.
var formats = []formatInfo{
	{name: "json", encode: encode.JSON, media: "application/json", cuts: true},
	{name: "csv", encode: encode.CSV, media: "text/csv; charset=utf-8", accepts: []string{"text/csv"}, cuts: true},
}

// formatCalled finds a format by its name.
func formatCalled(name string) (format, error) {
	for _, f := range formats {
		if string(f.name) == name {
			return f.name, nil
		}
	}
	return "", fault(notAcceptable, "there is no format "+name+"; there are "+strings.Join(formatNames(), ", "))
}

func formatNames() []string {
	var names []string
	for _, f := range formats {
		names = append(names, string(f.name))
	}
	return names
}

func (f format) info() formatInfo {
	for _, i := range formats {
		if i.name == f {
			return i
		}
	}
	return formats[0]
}
