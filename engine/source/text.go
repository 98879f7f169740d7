package source

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

const headSize = 1 << 20

// inspectText decides encoding and dialect, copies the file as plain UTF-8 where DuckDB could not read it as it lies, and reads
// header and samples.
func (in *Input) inspectText(ctx context.Context, s *survey, start []byte, opts Options) error {
	if err := in.decideEncoding(s, start, opts); err != nil {
		return err
	}
	head, whole, err := in.textHead()
	if err != nil {
		return err
	}
	if len(bytes.Trim(head, " \t\r\n\x1a")) == 0 && whole {
		return &Error{Reason: "the file has nothing but blanks", Hint: "Check the export that wrote it."}
	}
	if in.Format = opts.Format; in.Format == FormatAuto {
		if in.Format = jsonFormat(head); in.Format == FormatAuto {
			in.Format = FormatText
		}
	}
	if in.Format != FormatText {
		return in.inspectJSON(ctx, head, whole, opts)
	}
	in.ASCII = in.Encoding == encUTF8 && s.wide == 0 && s.invalid == 0
	if err := in.decideDialect(head, opts); err != nil {
		return err
	}
	rewrite, err := in.needsRewrite(ctx, s)
	if err != nil {
		return err
	}
	if rewrite {
		if err := in.rewrite(ctx); err != nil {
			return err
		}
	}
	if in.Rows = max(s.lf, s.cr); !s.ended {
		in.Rows++
	}
	if err := in.readHeader(opts); err != nil {
		return err
	}
	if in.Rows -= int64(in.Dialect.Skip); in.Dialect.Header {
		in.Rows--
	}
	return nil
}

// decideEncoding settles the encoding from options, byte-order mark and the survey of all bytes.
func (in *Input) decideEncoding(s *survey, start []byte, opts Options) error {
	wide := wideEncoding(start)
	switch wanted := strings.ToLower(opts.Encoding); {
	case wanted == "utf-16" && wide == "":
		in.Encoding = encUTF16LE
	case wanted == "utf-16", wanted == "" && wide != "" && !bytes.HasPrefix(start, utf8BOM):
		in.Encoding = wide
	case wanted != "":
		in.Encoding = encodingNames[wanted]
	case s.invalid == 0, s.wide > 10*s.invalid:
		in.Encoding = encUTF8
	default:
		in.Encoding = encWestern
		in.Notes = append(in.Notes, "The text is not UTF-8 and was read as Windows-1252 (Latin-1).")
	}
	if strings.HasPrefix(in.Encoding, "utf-16") {
		return nil
	}
	if looksBinary(start) {
		return &Error{Reason: "this is a binary file of no known format", Hint: "Export the data as CSV, Parquet, JSON, Arrow or xlsx."}
	}
	switch {
	case s.nul > 0:
		in.Suspect = fmt.Sprintf("a NUL byte in line %d", s.nulLine)
	case s.invalid > 0 && in.Encoding == encUTF8:
		in.Suspect = fmt.Sprintf("bytes that are not UTF-8 in line %d", s.badLine)
	}
	return nil
}

// decoder wraps r so that it delivers UTF-8 without a byte-order mark.
func (in *Input) decoder(r io.Reader) io.Reader {
	switch in.Encoding {
	case encUTF16LE:
		return transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	case encUTF16BE:
		return transform.NewReader(r, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())
	case encWestern:
		return transform.NewReader(r, charmap.Windows1252.NewDecoder())
	case encLatin1:
		return transform.NewReader(r, charmap.ISO8859_1.NewDecoder())
	}
	return in.textReader(r)
}

// textHead returns the first megabyte of the text as UTF-8, in whole lines, and whether that is all of it.
func (in *Input) textHead() (head []byte, whole bool, err error) {
	f, err := os.Open(in.data)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	head, err = io.ReadAll(io.LimitReader(in.decoder(f), headSize))
	if err != nil {
		return nil, false, err
	}
	if len(head) < headSize {
		return head, true, nil
	}
	if i := bytes.LastIndexAny(head, "\r\n"); i > 0 {
		head = head[:i+1]
	}
	return head, false, nil
}

// decideDialect settles delimiter, quote, escape and line ends over the head.
func (in *Input) decideDialect(head []byte, opts Options) error {
	d := Dialect{Delimiter: opts.Delimiter, Newline: "\n"}
	switch {
	case bytes.Contains(head, []byte("\r\n")):
		d.Newline = "\r\n"
	case bytes.IndexByte(head, '\r') >= 0 && bytes.IndexByte(head, '\n') < 0:
		d.Newline = "\r"
	}
	body := head
	if delim, ok := sepLine(head); ok {
		_, body, _ = bytes.Cut(head, newline)
		if d.Delimiter == "" {
			d.Delimiter = delim
		}
	}
	if d.Delimiter == " " {
		d.Delimiter = "" // columns set with blanks, if they are
	}
	l := sniff(body, d, opts)
	if l.fields < 2 {
		switch fields, ok := aligned(body); {
		case opts.Delimiter != "" && opts.Delimiter != " ":
			if other := sniff(body, Dialect{Newline: d.Newline}, Options{}); other.fields > 1 {
				return &Error{
					Reason: fmt.Sprintf("with the delimiter %q every line is one single column", opts.Delimiter),
					Hint:   fmt.Sprintf("The delimiter looks like %q.", other.d.Delimiter),
				}
			}
		case ok && fields > 1:
			l = layout{d: dialectOf(d, ",", `"`, `"`)}
			l.d.Aligned = true
		case opts.Delimiter == " ":
			return &Error{Reason: "the lines do not all have the same number of words", Hint: "Leave the delimiter out to have it detected."}
		}
	}
	if l.d.Delimiter == "" {
		l.d.Delimiter = "\x1f" // one single column
	}
	in.Dialect = l.d
	return nil
}

// needsRewrite reports whether DuckDB's reader would refuse or misread the file as it lies.
func (in *Input) needsRewrite(ctx context.Context, s *survey) (bool, error) {
	if in.Encoding != encUTF8 || in.Dialect.Aligned {
		return true, nil
	}
	tail, err := readTail(in.data, 4<<10)
	if err != nil {
		return false, err
	}
	last := tail[bytes.LastIndexByte(bytes.TrimRight(tail, "\r\n"), '\n')+1:]
	if len(bytes.Trim(last, " \t\r\n\x1a")) == 0 && len(bytes.Trim(last, "\r\n")) > 0 {
		return true, nil
	}
	switch d := &in.Dialect; {
	case s.cr == 0:
		d.Newline = "\n"
		return false, nil
	case s.cr == s.lf && s.crlf == s.lf:
		d.Newline = "\r\n"
		return false, nil
	case s.lf == 0:
		d.Newline = "\r"
		return false, nil
	}
	return in.mixedEnds(ctx)
}

// mixedEnds reads the file with its quotes to see whether rows end in more than one way, which DuckDB refuses.
func (in *Input) mixedEnds(ctx context.Context) (bool, error) {
	f, err := os.Open(in.data)
	if err != nil {
		return false, err
	}
	defer f.Close()
	sc := newScanner(in.textReader(f), in.Dialect)
	for n := 0; ; n++ {
		if n%1000 == 0 && ctx.Err() != nil {
			return false, ctx.Err()
		}
		rec, err := sc.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return false, err
		}
		if sc.lf > 0 && sc.crlf > 0 || bareCR(rec, sc) {
			return true, nil
		}
	}
	if in.Dialect.Newline = "\n"; sc.crlf > 0 {
		in.Dialect.Newline = "\r\n"
	}
	return false, nil
}

// bareCR reports whether a '\r' lies in a field that is not quoted.
func bareCR(rec record, sc *scanner) bool {
	return !sc.cr && bytes.IndexByte(rec.raw, '\r') >= 0 && (sc.quote == 0 || bytes.IndexByte(rec.raw, sc.quote) < 0)
}

func readTail(path string, n int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if _, err := f.Seek(max(0, info.Size()-n), io.SeekStart); err != nil {
		return nil, err
	}
	return io.ReadAll(f)
}

// rewrite copies the text as UTF-8 whose rows all end in '\n'. Every physical line keeps its number, and faulty rows stay.
func (in *Input) rewrite(ctx context.Context) error {
	src, err := os.Open(in.data)
	if err != nil {
		return err
	}
	defer src.Close()
	path, err := in.tempName("text.csv")
	if err != nil {
		return err
	}
	dst, err := os.Create(path)
	if err != nil {
		return err
	}
	defer dst.Close()
	w := bufio.NewWriterSize(dst, chunk)
	if in.Dialect.Aligned {
		err = rewriteAligned(ctx, w, in.decoder(src))
	} else {
		err = rewriteRows(ctx, w, in.decoder(src), in.Dialect)
	}
	if err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	in.Dialect.Newline = "\n"
	in.data = path
	return dst.Close()
}

func rewriteRows(ctx context.Context, w *bufio.Writer, r io.Reader, d Dialect) error {
	sc := newScanner(r, d)
	for n := 0; ; n++ {
		if n%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		rec, err := sc.next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case rec.blank:
		case bareCR(rec, sc) && rec.fault == "":
			writeFields(w, rec.fields, d)
		default:
			_, _ = w.Write(rec.raw)
		}
		if err := w.WriteByte('\n'); err != nil {
			return err
		}
	}
}

func rewriteAligned(ctx context.Context, w *bufio.Writer, r io.Reader) error {
	d := Dialect{Delimiter: ",", Quote: `"`, Escape: `"`}
	lines := bufio.NewReaderSize(r, chunk)
	for n := 0; ; n++ {
		if n%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		line, err := lines.ReadSlice('\n')
		if err != nil && err != io.EOF {
			return fmt.Errorf("line %d: %w", n+1, err)
		}
		if len(line) > 0 {
			writeFields(w, bytes.Fields(bytes.Trim(line, "\x1a")), d)
			if err := w.WriteByte('\n'); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
	}
}

// writeFields writes one row without its end, quoting what needs it.
func writeFields(w *bufio.Writer, fields [][]byte, d Dialect) {
	for i, f := range fields {
		if i > 0 {
			_, _ = w.WriteString(d.Delimiter)
		}
		plain := d.Quote == "" || !bytes.Contains(f, []byte(d.Delimiter)) && !bytes.ContainsAny(f, d.Quote+"\r\n") &&
			(len(f) == 0 || f[0] != ' ' && f[len(f)-1] != ' ')
		if plain {
			_, _ = w.Write(f)
			continue
		}
		_ = w.WriteByte(d.Quote[0])
		for _, c := range f {
			if c == d.Quote[0] || c == d.Escape[0] {
				_ = w.WriteByte(d.Escape[0])
			}
			_ = w.WriteByte(c)
		}
		_ = w.WriteByte(d.Quote[0])
	}
}
