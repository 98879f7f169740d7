package source

// Format says how the bytes of a file are to be read.
type Format string

// The formats Inspect knows. FormatAuto detects by content first and by name second.
const (
	FormatAuto        Format = ""
	FormatText        Format = "csv"     // any delimiter, or columns aligned with blanks
	FormatXLSX        Format = "xlsx"    // one sheet, spooled as text, dates in ISO order
	FormatJSON        Format = "json"    // one array of objects
	FormatNDJSON      Format = "ndjson"  // one object a line
	FormatParquet     Format = "parquet" //
	FormatArrowFile   Format = "arrow"   // Arrow IPC file ("Feather 2")
	FormatArrowStream Format = "arrows"  // Arrow IPC stream
)

// Formats lists the values that Options.Format takes beside FormatAuto.
var Formats = []Format{FormatText, FormatXLSX, FormatJSON, FormatNDJSON, FormatParquet, FormatArrowFile, FormatArrowStream}

// Options steer Inspect. The zero value detects everything.
type Options struct {
	Format    Format                  // defaults to detection
	Delimiter string                  // one to four bytes; " " = columns aligned with blanks; `\t` is understood; defaults to detection
	Quote     *string                 // one byte, or "" for a file without quotes; defaults to detection
	Encoding  string                  // utf-8, utf-16, utf-16le, utf-16be, latin-1, windows-1252; defaults to detection
	Header    *bool                   // whether the first line names the columns; defaults to detection
	Sheet     string                  // the sheet of an xlsx file; defaults to the only one with content
	TempDir   string                  // where temporary copies go; defaults to the system's folder
	Stdin     Reader                  // what "-" reads; defaults to os.Stdin
	Progress  func(done, total int64) // bytes of the file read so far while it is checked or copied; total 0 = not known; may be nil
}

// Reader is what "-" is read from.
type Reader interface{ Read(p []byte) (int, error) }
