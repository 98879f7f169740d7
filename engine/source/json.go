package source

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// wholeJSON is the size up to which every object is looked at for its keys; of a bigger file the head, the middle and the tail.
const wholeJSON = 64 << 20

// inspectJSON finds the columns: the keys of the objects in the order they first appear.
func (in *Input) inspectJSON(ctx context.Context, head []byte, whole bool, opts Options) error {
	if in.Encoding != encUTF8 || bytes.HasPrefix(head, utf8BOM) || hasBOM(in.data) {
		if err := in.transcode(ctx); err != nil {
			return err
		}
	}
	in.layout = "array"
	if in.Format == FormatNDJSON {
		if in.layout = "unstructured"; firstLineIsObject(head) {
			in.layout = "newline_delimited"
		}
	}
	f, err := os.Open(in.data)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	keys := &jsonKeys{at: map[string]int{}}
	var r io.Reader = f
	if info.Size() > wholeJSON {
		r = bytes.NewReader(head)
	}
	err = keys.read(ctx, r, in.Format == FormatJSON)
	if cut := errors.Is(err, io.ErrUnexpectedEOF) && info.Size() > wholeJSON; err != nil && !cut {
		return in.jsonError(ctx, err)
	}
	in.Sample.All = info.Size() <= wholeJSON && keys.objects <= headRows
	if info.Size() > wholeJSON && in.layout == "newline_delimited" {
		if err := keys.windows(ctx, f, info.Size()); err != nil {
			return in.jsonError(ctx, err)
		}
	}
	if err := closedArray(in.data, in.Format); err != nil {
		return err
	}
	if err := keys.fill(in); err != nil {
		return err
	}
	if info.Size() <= wholeJSON {
		in.Rows = keys.objects
	}
	return nil
}

func (in *Input) jsonError(ctx context.Context, err error) error {
	var own *Error
	if ctx.Err() != nil || errors.As(err, &own) {
		return err
	}
	reason := "this is no valid JSON: " + err.Error()
	if errors.Is(err, io.ErrUnexpectedEOF) {
		reason = "the JSON is cut off"
	}
	return &Error{Reason: reason, Hint: "Check the export that wrote it.", Err: err}
}

func hasBOM(path string) bool {
	head, err := readHead(path, 3)
	return err == nil && bytes.Equal(head, utf8BOM)
}

// transcode copies the text as plain UTF-8.
func (in *Input) transcode(ctx context.Context) error {
	f, err := os.Open(in.data)
	if err != nil {
		return err
	}
	defer f.Close()
	in.data, err = in.spool(ctx, "text.json", in.decoder(f), 0, nil, io.Discard)
	return err
}

func firstLineIsObject(head []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimLeft(head, " \t\r\n"), newline)
	return json.Valid(line)
}

// closedArray refuses an array without its end, which DuckDB reads without a word when it is cut between two objects.
func closedArray(path string, format Format) error {
	if format != FormatJSON {
		return nil
	}
	tail, err := readTail(path, 4<<10)
	if err != nil {
		return err
	}
	if !bytes.HasSuffix(bytes.TrimRight(tail, " \t\r\n"), []byte("]")) {
		return &Error{Reason: "the JSON is cut off: the array does not end", Hint: "Check the export that wrote it."}
	}
	return nil
}

// jsonKeys collects the keys of objects and the values of the first ones.
type jsonKeys struct {
	names   []string
	at      map[string]int
	rows    []map[int]string
	objects int64
}

// read takes objects from r: the elements of one array, or one after the other.
func (k *jsonKeys) read(ctx context.Context, r io.Reader, array bool) error {
	dec := json.NewDecoder(r)
	dec.UseNumber()
	if array {
		if _, err := dec.Token(); err != nil {
			return err
		}
	}
	for {
		if k.objects%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if array && !dec.More() {
			_, err := dec.Token()
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
		if !array && !dec.More() {
			return nil
		}
		if err := k.object(dec); err == io.EOF {
			return io.ErrUnexpectedEOF
		} else if err != nil {
			return err
		}
	}
}

func (k *jsonKeys) object(dec *json.Decoder) error {
	open, err := dec.Token()
	if err != nil {
		return err
	}
	if open != json.Delim('{') {
		return &Error{Reason: fmt.Sprintf("element %d of the JSON is no object", k.objects+1), Hint: "One row must be one object {...}."}
	}
	k.objects++
	var row map[int]string
	if len(k.rows) < headRows {
		row = map[int]string{}
		k.rows = append(k.rows, row)
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return err
		}
		name, _ := key.(string)
		i, known := k.at[name]
		if !known {
			i = len(k.names)
			k.at[name] = i
			k.names = append(k.names, name)
		}
		if row != nil {
			row[i] = jsonText(value)
		}
	}
	_, err = dec.Token()
	return err
}

// windows reads lines from places spread over the file.
func (k *jsonKeys) windows(ctx context.Context, f io.ReaderAt, size int64) error {
	buf := make([]byte, windowSize)
	for i := int64(1); i <= windows; i++ {
		n, err := f.ReadAt(buf, (size-windowSize)*i/windows)
		if err != nil && err != io.EOF {
			return err
		}
		b := buf[:n]
		from, to := bytes.IndexByte(b, '\n')+1, bytes.LastIndexByte(b, '\n')+1
		if from == 0 || to <= from {
			continue
		}
		if err := k.read(ctx, bytes.NewReader(b[from:to]), false); err != nil {
			return err
		}
	}
	return nil
}

// fill hands columns and sample to the input.
func (k *jsonKeys) fill(in *Input) error {
	lower := map[string]string{}
	for _, name := range k.names {
		if twin, twice := lower[lowerName(name)]; twice {
			return &Error{Column: name, Reason: fmt.Sprintf("two keys differ by case only: %q and %q", twin, name), Hint: "Rename one of them in the file."}
		}
		lower[lowerName(name)] = name
		in.Columns = append(in.Columns, Column{Name: name, Type: "VARCHAR"})
	}
	for _, row := range k.rows {
		out := make([]string, len(k.names))
		for i, v := range row {
			out[i] = v
		}
		in.Sample.Rows = append(in.Sample.Rows, out)
	}
	in.Sample.Head = len(in.Sample.Rows)
	return nil
}

// jsonText is the text DuckDB makes of a value: unquoted text, everything else as it lies.
func jsonText(v json.RawMessage) string {
	if len(v) == 0 || string(v) == "null" {
		return ""
	}
	if v[0] == '"' {
		var s string
		if json.Unmarshal(v, &s) == nil {
			return s
		}
	}
	return string(v)
}

// readJSON returns the reader with every column as text.
func (in *Input) readJSON() string {
	fields := ""
	for i, c := range in.Columns {
		if i > 0 {
			fields += ", "
		}
		fields += quoteText(c.Name) + ": 'VARCHAR'"
	}
	return "read_json(" + quoteText(in.data) + ", auto_detect = false, format = '" + in.layout + "', columns = {" + fields +
		"}, ignore_errors = false, compression = 'uncompressed', hive_partitioning = false)"
}
