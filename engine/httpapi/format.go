package httpapi

import (
	"cmp"
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/engine/encode"
)

// format is a form of a result as the API names it.
type format string

// formatInfo is what the door knows about a format.
type formatInfo struct {
	name    format
	encode  encode.Format
	media   string   // the Content-Type
	accepts []string // other media types that mean it
	hidden  bool     // whether another format has its media type too, so that Accept cannot mean it
	whole   bool     // whether it is of no use unless it is whole: an overflow is an error unless on_overflow says otherwise
	packed  bool     // whether it is compressed by itself
	lines   bool     // whether a last line can say that the result broke off
}

// formats lists every format, the one that Accept: */* means first.
var formats = []formatInfo{
	{name: "json", encode: encode.Compact, media: "application/json"},
	{name: "csv", encode: encode.CSV, media: "text/csv; charset=utf-8"},
	{name: "tsv", encode: encode.TSV, media: "text/tab-separated-values; charset=utf-8"},
	{name: "objects", encode: encode.JSON, media: "application/json", hidden: true},
	{name: "ndjson", encode: encode.NDJSON, media: "application/x-ndjson", accepts: []string{"application/jsonl", "application/x-jsonlines"}, lines: true},
	{name: "arrow", encode: encode.Arrow, media: "application/vnd.apache.arrow.stream"},
	{name: "arrowfile", encode: encode.ArrowFile, media: "application/vnd.apache.arrow.file", whole: true},
	{name: "parquet", encode: encode.Parquet, media: "application/vnd.apache.parquet", accepts: []string{"application/parquet", "application/x-parquet"},
		whole: true, packed: true},
	{name: "xlsx", encode: encode.XLSX, media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", whole: true, packed: true},
	{name: "html", encode: encode.HTML, media: "text/html; charset=utf-8"},
	{name: "md", encode: encode.Markdown, media: "text/markdown; charset=utf-8"},
}

// formatCalled finds a format by its name.
func formatCalled(name string) (format, error) {
	if i := slices.IndexFunc(formats, func(f formatInfo) bool { return string(f.name) == name }); i >= 0 {
		return formats[i].name, nil
	}
	return "", unknownFormat("there is no format " + name)
}

func unknownFormat(detail string) *problem {
	p := fault(notAcceptable, detail).hinted("The formats are " + strings.Join(formatNames(), ", ") + ".")
	p.Candidates = formatNames()
	return p
}

func formatNames() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = string(f.name)
	}
	return names
}

// info is what is known about a format; that of json for none.
func (f format) info() formatInfo {
	return formats[max(0, slices.IndexFunc(formats, func(i formatInfo) bool { return i.name == f }))]
}

// chosenFormat is what the option says, else the ending of the path, else what the client accepts.
func (c *call) chosenFormat(q request) (formatInfo, error) {
	if f := cmp.Or(q.options.format, c.extension); f != "" {
		return f.info(), nil
	}
	f, ok := accepted(c.r.Header.Values("Accept"))
	if !ok {
		return formatInfo{}, unknownFormat("Accept names no form that a result can have")
	}
	return f.info(), nil
}
