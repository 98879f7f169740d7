package encode

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Format is a machine-readable form of a result.
type Format string

// The formats that Write knows.
const (
	CSV       Format = "csv"       // RFC 4180, comma, header, LF; NULL is empty, the empty string is ""
	TSV       Format = "tsv"       // tab-separated, header; \t \n \r \\ inside a value; NULL is empty
	JSON      Format = "json"      // one array of objects, one row a line
	Compact   Format = "compact"   // JSON: one object with the columns once and rows as arrays, one a line
	NDJSON    Format = "ndjson"    // one object a line
	Markdown  Format = "markdown"  // a pipe table
	HTML      Format = "html"      // a page with one table and no script
	Arrow     Format = "arrow"     // an Arrow IPC stream
	ArrowFile Format = "arrowfile" // an Arrow IPC file
	Parquet   Format = "parquet"   // one file, Snappy
	XLSX      Format = "xlsx"      // one sheet of a workbook
)

// Formats lists the formats of the command line in the order in which help shows them.
var Formats = []Format{CSV, TSV, JSON, NDJSON, Markdown, Arrow, Parquet, XLSX}

// Parse returns the format called name; "md" and "jsonl" are accepted for markdown and ndjson.
func Parse(name string) (Format, error) {
	switch lower := strings.ToLower(name); lower {
	case "md":
		return Markdown, nil
	case "jsonl":
		return NDJSON, nil
	default:
		for _, f := range Formats {
			if string(f) == lower {
				return f, nil
			}
		}
	}
	return "", fmt.Errorf("unknown format %q (known: %s)", name, join(Formats))
}

// ByExtension returns the format that the extension of path means: .csv .tsv .json .ndjson .jsonl .md .arrow .arrows .parquet
// .xlsx.
func ByExtension(path string) (Format, bool) {
	switch ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(path), ".")); ext {
	case "arrows", "ipc":
		return Arrow, true
	case "pq":
		return Parquet, true
	case "tab":
		return TSV, true
	default:
		f, err := Parse(ext)
		return f, err == nil
	}
}

// IsBinary tells whether the format would garble a terminal.
func (f Format) IsBinary() bool { return f == Arrow || f == ArrowFile || f == Parquet || f == XLSX }

func join(formats []Format) string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = string(f)
	}
	return strings.Join(names, ", ")
}
