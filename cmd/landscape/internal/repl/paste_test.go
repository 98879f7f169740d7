package repl

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// TestPasteFilter reads the same keys whole and byte by byte.
func TestPasteFilter(t *testing.T) {
	long := strings.Repeat("select 1,\n", 60) + "2;"
	for _, tc := range []struct{ keys, want, restored string }{
		{"abc\r", "abc\r", "abc\r"},
		{"\x1b[A\x1b", "\x1b[A\x1b", ""},
		{"x\x1b[200~a\tb\r\nc\n\x1b[201~y", "xa  b⏎cy", "xa  b\ncy"},
		{"\x1b[200~" + long + "\x1b[201~\r", "[paste 1: 61 lines]\r", long + "\r"},
		{"\x1b[200~a\x1b[201~\x1b[200~b\x1b[201~", "ab", "ab"},
	} {
		for _, in := range []io.Reader{strings.NewReader(tc.keys), iotest.OneByteReader(strings.NewReader(tc.keys))} {
			f := newPasteFilter(in)
			got, err := io.ReadAll(f)
			if err != nil || string(got) != tc.want {
				t.Errorf("%.40q gives %q, %v; want %q", tc.keys, got, err, tc.want)
			}
			if restored := f.restore(string(got)); tc.restored != "" && restored != tc.restored {
				t.Errorf("%.40q is restored as %.60q", tc.keys, restored)
			}
		}
	}
}
