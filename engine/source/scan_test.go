package source

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func scanAll(t testing.TB, r io.Reader, d Dialect) (rows [][]string, faults int) {
	t.Helper()
	s := newScanner(r, d)
	for {
		rec, err := s.next()
		if err == io.EOF {
			return rows, faults
		}
		if err != nil {
			t.Fatal(err)
		}
		if rec.blank {
			continue
		}
		if rec.fault != "" {
			faults++
			continue
		}
		row := make([]string, len(rec.fields))
		for i, f := range rec.fields {
			row[i] = string(f)
		}
		rows = append(rows, row)
	}
}

var plainDialect = Dialect{Delimiter: ",", Quote: `"`, Escape: `"`, Newline: "\n"}

// TestScannerAcrossReads cuts the same rows whatever pieces the reader hands out.
func TestScannerAcrossReads(t *testing.T) {
	text := strings.Repeat("1,\"a \"\"quoted\"\" word,\r\nand a line\",x\r\n2,,\"\"\r\n", 50) + "3,last,\"\""
	want, faults := scanAll(t, strings.NewReader(text), plainDialect)
	if len(want) != 101 || faults != 0 || want[0][1] != "a \"quoted\" word,\r\nand a line" {
		t.Fatalf("%d rows, %d faults, first %q", len(want), faults, want[0])
	}
	got, _ := scanAll(t, iotest.OneByteReader(strings.NewReader(text)), plainDialect)
	if len(got) != len(want) {
		t.Fatalf("%d rows byte by byte, %d at once", len(got), len(want))
	}
	for i := range want {
		if strings.Join(got[i], "|") != strings.Join(want[i], "|") {
			t.Fatalf("row %d: %q, %q", i, got[i], want[i])
		}
	}
}

func TestScannerLongLine(t *testing.T) {
	text := "1,2\n" + strings.Repeat("x", maxLine+chunk+10) + "\n3,4\n"
	rows, faults := scanAll(t, strings.NewReader(text), plainDialect)
	if len(rows) == 0 || faults == 0 || strings.Join(rows[len(rows)-1], "|") != "3|4" {
		t.Errorf("%d rows, %d faults", len(rows), faults)
	}
}

// FuzzScanner compares with encoding/csv what that reads without a fault, and demands that nothing is lost or looped over.
func FuzzScanner(f *testing.F) {
	for _, s := range []string{"a,b\n1,\"x\ny\"\n", "\"\"\"\",1\n", "a\r\nb\r\n", "\"open\n1,2\n", " \"x\" ,y\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s := newScanner(bytes.NewReader(b), plainDialect)
		size := 0
		for n := 0; ; n++ {
			rec, err := s.next()
			if err == io.EOF {
				break
			}
			if err != nil || n > len(b)+1 {
				t.Fatalf("%v after %d records", err, n)
			}
			size += len(rec.raw)
		}
		if size+int(s.lf)+2*int(s.crlf) != len(b) {
			t.Fatalf("%d bytes in records and ends of %d", size+int(s.lf)+2*int(s.crlf), len(b))
		}
		if bytes.ContainsAny(b, "\r \t\x1a") {
			return // blanks and '\r' are read in DuckDB's manner, not in that of encoding/csv
		}
		r := csv.NewReader(bytes.NewReader(b))
		r.FieldsPerRecord = -1
		want, err := r.ReadAll()
		if err != nil {
			return
		}
		got, faults := scanAll(t, bytes.NewReader(b), plainDialect)
		if bytes.IndexByte(b, 0) >= 0 || faults > 0 && !isASCII(b) {
			return
		}
		if len(got) != len(want) || faults > 0 {
			t.Fatalf("%q: got %q with %d faults, want %q", b, got, faults, want)
		}
		for i := range want {
			if strings.Join(got[i], "\x00") != strings.Join(want[i], "\x00") {
				t.Fatalf("%q: row %d got %q, want %q", b, i, got[i], want[i])
			}
		}
	})
}
