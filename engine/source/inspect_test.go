package source

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func write(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// open inspects a file and closes the input with the test, which must leave no temporary file.
func open(t testing.TB, path string, opts Options) (*Input, error) {
	t.Helper()
	opts.TempDir = t.TempDir()
	in, err := Inspect(context.Background(), path, opts)
	t.Cleanup(func() {
		if in != nil {
			if err := in.Close(); err != nil {
				t.Error(err)
			}
		}
		if left, _ := os.ReadDir(opts.TempDir); len(left) > 0 {
			t.Errorf("%s: temporary files left", path)
		}
	})
	return in, err
}

func gzipped(t testing.TB, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zstded(t testing.TB, content string) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil, zstd.WithEncoderCRC(true))
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll([]byte(content), nil)
}

func broken(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 0x55
	return b
}

const ledger = "id,day,amount\n1,2020-01-02,2.50\n2,2020-01-03,3.50\n"

func TestInspectRefuses(t *testing.T) {
	long := "id,day,amount\n" + strings.Repeat("1,2020-01-02,2.50\n", 20000)
	gz, zst := gzipped(t, long), zstded(t, long)
	quote := ""
	cases := []struct {
		name    string
		file    string
		content []byte
		opts    Options
		reason  string
		hint    string
		line    int64
	}{
		{"empty", "x.csv", nil, Options{}, "the file is empty", "export", 0},
		{"blanks only", "x.csv", []byte(" \n\n"), Options{}, "nothing but blanks", "export", 0},
		{"gz of nothing", "x.csv.gz", gzipped(t, ""), Options{}, "the file is empty", "export", 0},
		{"gz cut in half", "x.csv.gz", gz[:len(gz)/2], Options{}, "gzip data are cut off", "again", 0},
		{"gz without trailer", "x.csv.gz", gz[:len(gz)-8], Options{}, "gzip data are cut off", "again", 0},
		{"gz with a wrong checksum", "x.csv.gz", broken(gz, len(gz)-6), Options{}, "gzip data are damaged", "again", 0},
		{"gz with a wrong length", "x.csv.gz", broken(gz, len(gz)-2), Options{}, "gzip data are damaged", "again", 0},
		{"gz with junk behind", "x.csv.gz", append(bytes.Clone(gz), "junk"...), Options{}, "gzip data are", "again", 0},
		{"zst cut in half", "x.csv.zst", zst[:len(zst)/2], Options{}, "zstd data are cut off", "again", 0},
		{"zst with a wrong checksum", "x.csv.zst", broken(zst, len(zst)-2), Options{}, "zstd data are damaged", "again", 0},
		{"gz in gz", "x.csv.gz", gzipped(t, string(gz)), Options{}, "compressed twice", "Unpack", 0},
		{"pdf", "x.csv", []byte("%PDF-1.7 ..."), Options{}, "PDF", "CSV", 0},
		{"xls", "x.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)), Options{}, "old Excel", "xlsx", 0},
		{"zip", "x.zip", []byte("PK\x03\x04" + strings.Repeat("x", 600)), Options{}, "zip archive", "Unpack", 0},
		{"binary", "x.csv", bytes.Repeat([]byte{1, 2, 3, 0xff, 5, 6, 7, 8}, 100), Options{}, "binary file", "CSV", 0},
		{"html", "x.csv", []byte("<!DOCTYPE html><html>login</html>"), Options{}, "HTML", "login", 0},
		{"parquet cut off", "x.parquet", []byte("PAR1" + strings.Repeat("x", 600)), Options{}, "Parquet file is damaged", "again", 0},
		{"arrow cut off", "x.arrow", []byte("ARROW1\x00\x00" + strings.Repeat("x", 600)), Options{}, "Arrow data are damaged", "again", 0},
		{"not parquet", "x.csv", []byte(ledger), Options{Format: FormatParquet}, "not a file of format parquet", "detected", 0},
		{"a name twice", "x.csv", []byte("\nid,Price,price\n1,2,3\n"), Options{}, "column 2 and column 3", "Rename", 2},
		{"header too short", "x.csv", []byte("id,day\n1,2,3\n4,5,6\n"), Options{}, "the header names 2 columns, most rows have 3", "delimiter", 1},
		{"wrong delimiter", "x.csv", []byte(ledger), Options{Delimiter: ";"}, "one single column", `","`, 0},
		{"no words in columns", "x.csv", []byte("a b\nc\n"), Options{Delimiter: " "}, "same number of words", "detected", 0},
		{"options", "x.csv", []byte(ledger), Options{Format: "xml", Encoding: "klingon", Delimiter: "abcdef", Quote: &quote}, "klingon", "detected", 0},
		{"json cut off", "x.json", []byte(`[{"a":1},{"a":`), Options{}, "cut off", "export", 0},
		{"json cut between objects", "x.json", []byte(`[{"a":1},{"a":2},`), Options{}, "cut off", "export", 0},
		{"json of numbers", "x.json", []byte(`[{"a":1},2]`), Options{}, "element 2", "object", 0},
		{"keys by case", "x.json", []byte(`[{"a":1,"A":2}]`), Options{}, "differ by case", "Rename", 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, c.file, c.content)
			_, err := open(t, path, c.opts)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v", err)
			}
			if e.Path != path || e.Line != c.line || !strings.Contains(e.Reason, c.reason) || !strings.Contains(e.Hint, c.hint) {
				t.Errorf("got %+v", e)
			}
		})
	}
}

func TestInspectRefusesPaths(t *testing.T) {
	dir := t.TempDir()
	_, err := open(t, filepath.Join(dir, "none.csv"), Options{})
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "there is no such file") {
		t.Errorf("missing file: %v", err)
	}
	if _, err = open(t, dir, Options{}); err == nil || !strings.Contains(err.Error(), "folder") {
		t.Errorf("folder: %v", err)
	}
	secret := write(t, "secret.csv", []byte(ledger))
	if err := os.Chmod(secret, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := os.ReadFile(secret); err == nil {
		t.Skip("this user reads every file, so permission denied cannot be seen; it runs for a user other than root")
	}
	if _, err = open(t, secret, Options{}); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("permission: %v", err)
	}
}

func TestInspectCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Inspect(ctx, write(t, "x.csv", []byte(ledger)), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestContentHash gives one content one hash, however it is wrapped or reached.
func TestContentHash(t *testing.T) {
	plain, err := open(t, write(t, "x.csv", []byte(ledger)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	half := len(ledger) / 2
	members := append(gzipped(t, ledger[:half]), gzipped(t, ledger[half:])...)
	for name, content := range map[string][]byte{"x.csv.gz": gzipped(t, ledger), "x.csv.zst": zstded(t, ledger), "members.gz": members, "noname": gzipped(t, ledger)} {
		in, err := open(t, write(t, name, content), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if in.ContentHash() != plain.ContentHash() || in.Wrapping == "" || len(in.Sample.Rows) != 2 {
			t.Errorf("%s: %s, wrapping %q, %d rows", name, in.ContentHash(), in.Wrapping, len(in.Sample.Rows))
		}
	}
	piped, err := open(t, "-", Options{Stdin: bytes.NewReader(gzipped(t, ledger))})
	if err != nil || piped.ContentHash() != plain.ContentHash() || piped.Path != "standard input" {
		t.Errorf("standard input: %+v, %v", piped, err)
	}
	other, err := open(t, write(t, "x.csv", []byte(strings.Replace(ledger, "2.50", "2.51", 1))), Options{})
	if err != nil || other.ContentHash() == plain.ContentHash() {
		t.Errorf("another content has the same hash, %v", err)
	}
}

func TestPlainFileIsNotCopied(t *testing.T) {
	path := write(t, "x.csv", []byte("\ufeff"+ledger))
	in, err := open(t, path, Options{})
	if err != nil || in.data != path || in.temp != "" {
		t.Errorf("reads %s with temporary folder %q, %v", in.data, in.temp, err)
	}
}

// utf16le sets ASCII in two bytes a character, behind its mark.
func utf16le(ascii string) string {
	return "\xff\xfe" + strings.Join(strings.Split(ascii, ""), "\x00") + "\x00"
}

func TestHeader(t *testing.T) {
	yes, no := true, false
	cases := []struct {
		name    string
		content string
		header  *bool
		columns string
		rows    int
		more    int64 // lines of text beyond the rows
	}{
		{"names above numbers", "id,day\n1,2020-01-02\n", nil, "id|day", 1, 0},
		{"data at once", "1,2020-01-02\n2,2020-01-03\n", nil, "column1|column2", 2, 0},
		{"text only", "code,name\nA,Anna\n", nil, "code|name", 1, 0},
		{"only a header", "id,day,amount\n", nil, "id|day|amount", 0, 0},
		{"one row of data", "1,2020-01-02,5\n", nil, "column1|column2|column3", 1, 0},
		{"told there is none", "code,name\nA,Anna\n", &no, "column1|column2", 2, 0},
		{"told there is one", "1,2\n3,4\n", &yes, "1|2", 1, 0},
		{"index without a name", ",day,amount\n0,2020-01-02,1\n1,2020-01-02,2\n", nil, "column1|day|amount", 2, 0},
		{"blanks in names", " id ,\"two\nlines\"\n1,2\n", nil, "id|two lines", 1, 1},
		{"set with blanks", "  id   amount\r\n 001   2.50\r\n 002  13.50\r\n", nil, "id|amount", 2, 0},
		{"one column", "id\n1\n2\n", nil, "id", 2, 0},
		{"last line without an end", "id,day\n1,2020-01-02\n2,2020-01-03", nil, "id|day", 2, 0},
		{"UTF-16", utf16le("id,day\n1,2020-01-02\n"), nil, "id|day", 1, 0},
		{"UTF-16, last line without an end", utf16le("id,day\n1,2020-01-02"), nil, "id|day", 1, 0},
		{"sparse first row", "id,note,amount\n1,,2\n2,x,3\n", nil, "id|note|amount", 2, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			in, err := open(t, write(t, "x.csv", []byte(c.content)), Options{Header: c.header})
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, col := range in.Columns {
				names = append(names, col.Name)
			}
			if got := strings.Join(names, "|"); got != c.columns || len(in.Sample.Rows) != c.rows || in.Rows != int64(c.rows)+c.more {
				t.Errorf("got %s with %d rows (at most %d), want %s with %d", got, len(in.Sample.Rows), in.Rows, c.columns, c.rows)
			}
		})
	}
}

func TestSuspect(t *testing.T) {
	cases := map[string]struct{ body, suspect, reason string }{
		"nul":           {"3,2020\x00-01-02,1\n", "a NUL byte in line 4", "a NUL byte"},
		"damaged utf-8": {strings.Repeat("3,ä,1\n", 20) + "3,\xe4,1\n", "bytes that are not UTF-8 in line 24", "bytes that are not UTF-8"},
	}
	for name, c := range cases {
		in, err := open(t, write(t, "x.csv", []byte(ledger+c.body)), Options{})
		if err != nil {
			t.Fatal(err)
		}
		faults, err := in.Diagnose(context.Background(), 5)
		if err != nil || in.Suspect != c.suspect || faults.Total != 1 || faults.Rows[0].Reason != c.reason {
			t.Errorf("%s: %q, %+v, %v", name, in.Suspect, faults, err)
		}
	}
}

// TestDiagnose names every fault with its physical line, also behind quoted line ends and blank lines.
func TestDiagnose(t *testing.T) {
	content := "id,note\n1,\"two\nlines\"\n\n2\n3,x,y\n4,\"x\"y\n5,z\n6,\"open\n7,z\n"
	in, err := open(t, write(t, "x.csv", []byte(content)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	faults, err := in.Diagnose(context.Background(), 3)
	if err != nil {
		t.Fatal(err)
	}
	want := []RowFault{
		{Line{5, "2"}, "1 field instead of 2"},
		{Line{6, "3,x,y"}, "3 fields instead of 2"},
		{Line{7, `4,"x"y`}, "text after a closing quote"},
	}
	if faults.Total != 4 || len(faults.Rows) != 3 {
		t.Fatalf("got %+v", faults)
	}
	for i, w := range want {
		if faults.Rows[i] != w {
			t.Errorf("got %+v, want %+v", faults.Rows[i], w)
		}
	}
	places, err := in.Locate(context.Background(), []int64{1, 2, 3, 9})
	if err != nil || len(places) != 3 || places[1].Number != 2 || places[2].Number != 8 || places[3].Number != 10 {
		t.Errorf("places %+v, %v", places, err)
	}
}

// TestASCII looks at the claim that a file has no character beyond ASCII, on which a shorter way to trim rests.
func TestASCII(t *testing.T) {
	for content, want := range map[string]bool{
		"id,name\n1,Smith\n": true, "id,name\n1,Müller\n": false, "id,name\n1,\u00a0x\n": false, "id,name\n1,M\xfcller\n": false,
		`{"id": 1, "name": "\\u00a0x"}`: false,
	} {
		path := filepath.Join(t.TempDir(), "a.txt")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		in, err := Inspect(t.Context(), path, Options{})
		if err != nil {
			t.Fatalf("%q: %v", content, err)
		}
		if in.ASCII != want {
			t.Errorf("%q: ASCII is %v", content, in.ASCII)
		}
		if err := in.Close(); err != nil {
			t.Error(err)
		}
	}
}
