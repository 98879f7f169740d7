package source

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"io"
	"unicode/utf8"

	"github.com/zeebo/xxh3"
)

// survey is what one pass over all bytes of a text tells: enough to know whether DuckDB may read the file as it lies.
type survey struct {
	hash    *xxh3.Hasher128
	size    int64
	lf, cr  int64 // bytes '\n' and '\r'
	crlf    int64
	nul     int64 // NUL bytes
	nulLine int64 // physical line of the first NUL
	wide    int64 // valid characters beyond ASCII
	invalid int64 // bytes that are no UTF-8
	badLine int64 // physical line of the first of them
	binary  bool  // a container of its own: only hash and size are wanted

	rest   [utf8.UTFMax]byte // an incomplete character at the end of the last chunk
	nrest  int
	lastCR bool
	ended  bool // the last line has its end
}

// Write takes the next chunk. It never fails.
func (s *survey) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if s.size == 0 {
		s.binary = detectContainer(p).format != FormatAuto
	}
	_, _ = s.hash.Write(p)
	s.size += int64(len(p))
	if s.binary {
		return len(p), nil
	}
	if i := bytes.IndexByte(p, 0); i >= 0 {
		if s.nul == 0 {
			s.nulLine = s.lf + int64(bytes.Count(p[:i], newline)) + 1
		}
		s.nul += int64(bytes.Count(p, []byte{0}))
	}
	if s.nrest > 0 || !isASCII(p) {
		s.characters(p)
	}
	if s.lastCR && p[0] == '\n' {
		s.crlf++
	}
	if n := int64(bytes.Count(p, []byte{'\r'})); n > 0 {
		s.cr += n
		s.crlf += int64(bytes.Count(p, []byte("\r\n")))
	}
	s.lastCR = p[len(p)-1] == '\r'
	if text := bytes.TrimRight(p, "\x00"); len(text) > 0 { // in UTF-16 a NUL stands beside the end
		last := text[len(text)-1]
		s.ended = last == '\n' || last == '\r'
	}
	s.lf += int64(bytes.Count(p, newline))
	return len(p), nil
}

// characters counts valid and invalid characters of a chunk that is not all ASCII.
func (s *survey) characters(p []byte) {
	at := 0
	for s.nrest > 0 && at < len(p) && !utf8.FullRune(s.rest[:s.nrest]) {
		s.rest[s.nrest] = p[at]
		s.nrest++
		at++
	}
	if s.nrest > 0 {
		held := s.rest[:s.nrest]
		if !utf8.FullRune(held) {
			return
		}
		s.nrest = 0
		for len(held) > 0 {
			r, n := utf8.DecodeRune(held)
			s.count(r, n, p[:at])
			held = held[n:]
		}
	}
	b := p[at:]
	if utf8.Valid(b) {
		s.wide += int64(nonASCIIRunes(b))
		return
	}
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		if !utf8.FullRune(b[i:]) {
			s.nrest = copy(s.rest[:], b[i:])
			return
		}
		r, n := utf8.DecodeRune(b[i:])
		s.count(r, n, p[:at+i])
		i += n
	}
}

func (s *survey) count(r rune, n int, before []byte) {
	switch {
	case r == utf8.RuneError && n == 1:
		if s.invalid == 0 {
			s.badLine = s.lf + int64(bytes.Count(before, newline)) + 1
		}
		s.invalid++
	case n > 1:
		s.wide++
	}
}

// finish counts an incomplete character at the end of the file as invalid.
func (s *survey) finish() {
	if s.nrest > 0 {
		if s.invalid == 0 {
			s.badLine = s.lf + 1
		}
		s.invalid += int64(s.nrest)
		s.nrest = 0
	}
}

func (s *survey) sum() string {
	h := s.hash.Sum128().Bytes()
	return "xxh3:" + hex.EncodeToString(h[:])
}

var newline = []byte{'\n'}

// isASCII tests eight bytes at a time.
func isASCII(b []byte) bool {
	for len(b) >= 32 {
		w := binary.LittleEndian.Uint64(b) | binary.LittleEndian.Uint64(b[8:]) |
			binary.LittleEndian.Uint64(b[16:]) | binary.LittleEndian.Uint64(b[24:])
		if w&0x8080808080808080 != 0 {
			return false
		}
		b = b[32:]
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// nonASCIIRunes counts the characters beyond ASCII in valid UTF-8: the bytes that start a sequence.
func nonASCIIRunes(b []byte) int {
	n := 0
	for _, c := range b {
		if c >= 0xc0 {
			n++
		}
	}
	return n
}

// chunk is the size of reads and writes of whole files.
const chunk = 256 << 10

// pump copies r to w in chunks until its end, watching the context and reporting how much was read.
func pump(ctx context.Context, w io.Writer, r io.Reader, report func(n int)) error {
	buf := make([]byte, chunk)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := r.Read(buf)
		if n > 0 {
			if _, werr := w.Write(buf[:n]); werr != nil {
				return werr
			}
			report(n)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
