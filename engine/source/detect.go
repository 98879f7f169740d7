package source

import (
	"bytes"
	"unicode/utf8"
)

// container is what the first bytes of a file say it is, before any question of text.
type container struct {
	format   Format // parquet, arrow, arrows, xlsx; empty when it may be text
	wrapping string // gzip or zstd
	refusal  string // what the file is, when it is nothing this package reads
	hint     string
}

// detectContainer looks at the first bytes of a file, of which there should be at least 512 when the file has them.
func detectContainer(head []byte) container {
	has := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	const convert = "Export the data as CSV, Parquet, JSON, Arrow or xlsx."
	switch {
	case has("\x1f\x8b"):
		return container{wrapping: "gzip"}
	case has("\x28\xb5\x2f\xfd"), len(head) > 4 && head[0]&0xf0 == 0x50 && bytes.Equal(head[1:4], []byte{0x2a, 0x4d, 0x18}):
		return container{wrapping: "zstd"}
	case has("PAR1"):
		return container{format: FormatParquet}
	case has("PARE"):
		return container{refusal: "an encrypted Parquet file", hint: "Write it without encryption."}
	case has("ARROW1"):
		return container{format: FormatArrowFile}
	case has("\xff\xff\xff\xff") && len(head) > 8:
		return container{format: FormatArrowStream}
	case has("PK\x03\x04"), has("PK\x05\x06"):
		if bytes.Contains(head, []byte("[Content_Types].xml")) || bytes.Contains(head, []byte("xl/")) ||
			bytes.Contains(head, []byte("_rels/")) || bytes.Contains(head, []byte("docProps/")) {
			return container{format: FormatXLSX}
		}
		if bytes.Contains(head, []byte("opendocument.spreadsheet")) {
			return container{refusal: "an OpenDocument sheet", hint: "Save it as xlsx or CSV."}
		}
		return container{refusal: "a zip archive", hint: "Unpack it and load the files in it."}
	case has("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		return container{refusal: "an old Excel file (xls) or an encrypted workbook", hint: "Save it as xlsx without a password, or as CSV."}
	case has("%PDF"):
		return container{refusal: "a PDF document", hint: convert}
	case has("BZh"):
		return container{refusal: "a bzip2 file", hint: "Unpack it with bunzip2, or compress it with gzip or zstd."}
	case has("\xfd7zXZ"):
		return container{refusal: "an xz file", hint: "Unpack it with unxz, or compress it with gzip or zstd."}
	case has("7z\xbc\xaf"), has("Rar!"):
		return container{refusal: "an archive", hint: "Unpack it and load the files in it."}
	case has("SQLite format 3"):
		return container{refusal: "an SQLite database", hint: "Export the table as CSV."}
	case has("FEA1"):
		return container{refusal: "a Feather version 1 file", hint: "Write it as Feather version 2 (Arrow IPC) or Parquet."}
	case len(head) > 12 && bytes.Equal(head[8:12], []byte("DUCK")):
		return container{refusal: "a DuckDB database", hint: "Export the table from it: COPY table TO 'table.parquet'."}
	case len(head) > 262 && bytes.Equal(head[257:262], []byte("ustar")):
		return container{refusal: "a tar archive", hint: "Unpack it and load the files in it."}
	case has("\x89PNG"), has("GIF8"), has("\xff\xd8\xff"), has("\x7fELF"), has("MZ\x90"):
		return container{refusal: "a picture or a program", hint: convert}
	case bytes.HasPrefix(bytes.ToLower(bytes.TrimSpace(clip(head, 300))), []byte("<!doctype html")),
		bytes.HasPrefix(bytes.ToLower(bytes.TrimSpace(clip(head, 300))), []byte("<html")):
		return container{refusal: "an HTML page", hint: "Often a download that needs a login, or a sheet saved as web page; save it as xlsx or CSV."}
	case bytes.HasPrefix(bytes.TrimSpace(clip(head, 300)), []byte("<?xml")):
		return container{refusal: "an XML document", hint: convert}
	}
	return container{}
}

func clip(b []byte, n int) []byte { return b[:min(n, len(b))] }

// The names of text encodings that Inspect detects or takes.
const (
	encUTF8    = "utf-8"
	encUTF16LE = "utf-16le"
	encUTF16BE = "utf-16be"
	encWestern = "windows-1252"
	encLatin1  = "latin-1"
)

// encodingNames maps what users write onto our names.
var encodingNames = map[string]string{
	"utf-8": encUTF8, "utf8": encUTF8, "ascii": encUTF8, "utf-8-sig": encUTF8,
	"utf-16le": encUTF16LE, "utf-16-le": encUTF16LE, "utf16le": encUTF16LE,
	"utf-16be": encUTF16BE, "utf-16-be": encUTF16BE, "utf16be": encUTF16BE,
	"windows-1252": encWestern, "cp1252": encWestern, "win-1252": encWestern, "ansi": encWestern,
	"latin-1": encLatin1, "latin1": encLatin1, "iso-8859-1": encLatin1,
}

// wideEncoding recognises UTF-16 by its byte-order mark, or by the zero bytes of its ASCII characters.
func wideEncoding(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return encUTF16LE
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return encUTF16BE
	}
	b := clip(head, 4096)
	b = b[:len(b)&^1]
	if len(b) < 4 {
		return ""
	}
	var even, odd int
	for i := 0; i < len(b); i += 2 {
		if b[i] == 0 {
			even++
		}
		if b[i+1] == 0 {
			odd++
		}
	}
	switch pairs := len(b) / 2; {
	case odd*10 > pairs*4 && even*20 < pairs:
		return encUTF16LE
	case even*10 > pairs*4 && odd*20 < pairs:
		return encUTF16BE
	}
	return ""
}

var utf8BOM = []byte{0xef, 0xbb, 0xbf}

// looksBinary reports whether the head of a file that is not UTF-16 has control characters that no text has.
func looksBinary(head []byte) bool {
	b := clip(head, 8192)
	if len(b) == 0 {
		return false
	}
	control := 0
	for _, c := range b {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x01 && c != 0x1a && c != 0x1e && c != 0x1f {
			control++
		}
	}
	return control*100 > len(b)*5 || (control*100 > len(b) && !utf8.Valid(b[:len(b)-min(3, len(b)-1)]))
}

// jsonFormat recognises JSON by its first characters.
func jsonFormat(text []byte) Format {
	t := bytes.TrimLeft(text, " \t\r\n")
	if len(t) < 2 {
		return FormatAuto
	}
	rest := bytes.TrimLeft(t[1:], " \t\r\n")
	switch {
	case t[0] == '[' && len(rest) > 0 && (rest[0] == '{' || rest[0] == ']'):
		return FormatJSON
	case t[0] == '{' && len(rest) > 0 && (rest[0] == '"' || rest[0] == '}'):
		return FormatNDJSON
	}
	return FormatAuto
}
