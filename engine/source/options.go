package source

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Format says how the bytes of a file are to be read.
type Format string

// The formats Inspect knows. FormatAuto detects by content first and by name second.
const (
	FormatAuto        Format = ""
	FormatText        Format = "csv"     // any delimiter, or columns aligned with blanks
	FormatXLSX        Format = "xlsx"    // one sheet, spooled as text, dates in ISO order
	FormatJSON        Format = "json"    // one array of objects
	FormatNDJSON      Format = "ndjson"  // one object a line, or objects one after the other
	FormatParquet     Format = "parquet" // one file
	FormatArrowFile   Format = "arrow"   // Arrow IPC file ("Feather 2")
	FormatArrowStream Format = "arrows"  // Arrow IPC stream
)

// Formats lists the values that Options.Format takes beside FormatAuto.
var Formats = []Format{FormatText, FormatXLSX, FormatJSON, FormatNDJSON, FormatParquet, FormatArrowFile, FormatArrowStream}

// Options steer Inspect. The zero value detects everything.
type Options struct {
	Name      string                  // what messages call the file; defaults to its path
	Format    Format                  // defaults to detection
	Delimiter string                  // one to four bytes; " " = columns aligned with blanks; `\t` is understood; defaults to detection
	Quote     *string                 // one byte, or "" for a file without quotes; defaults to detection
	Encoding  string                  // utf-8, utf-16, utf-16le, utf-16be, latin-1, windows-1252; defaults to detection
	Header    *bool                   // whether the first line names the columns; defaults to detection
	Sheet     string                  // the sheet of an xlsx file; defaults to the only one with content
	TempDir   string                  // where temporary copies go; defaults to the system's folder
	Stdin     io.Reader               // what "-" reads; defaults to os.Stdin
	Progress  func(done, total int64) // bytes of the file read so far while it is checked or copied; total 0 = not known; may be nil
}

// check refuses options that mean nothing.
func (o *Options) check() error {
	var wrong []string
	if o.Format != FormatAuto && !slices.Contains(Formats, o.Format) {
		wrong = append(wrong, fmt.Sprintf("format %q is none of %v", o.Format, Formats))
	}
	if o.Delimiter == `\t` || strings.EqualFold(o.Delimiter, "tab") {
		o.Delimiter = "\t"
	}
	if len(o.Delimiter) > 4 || strings.ContainsAny(o.Delimiter, "\r\n\"") {
		wrong = append(wrong, fmt.Sprintf("delimiter %q is not one to four bytes without quotes and line ends", o.Delimiter))
	}
	if o.Quote != nil && len(*o.Quote) > 1 {
		wrong = append(wrong, fmt.Sprintf("quote %q is more than one byte", *o.Quote))
	}
	if _, ok := encodingNames[strings.ToLower(o.Encoding)]; !ok && o.Encoding != "" && !strings.EqualFold(o.Encoding, "utf-16") {
		wrong = append(wrong, fmt.Sprintf("encoding %q is none of utf-8, utf-16, utf-16le, utf-16be, latin-1, windows-1252", o.Encoding))
	}
	if len(wrong) > 0 {
		return &Error{Reason: strings.Join(wrong, "; "), Hint: "Leave an option out to have it detected."}
	}
	return nil
}
