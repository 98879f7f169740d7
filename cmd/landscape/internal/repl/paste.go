package repl

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// longPaste is the number of lines from which a pasted text is kept aside and shown as a note: the basic editor draws a line again for
// every key, and takes seconds for so many.
const longPaste = 50

var (
	pasteStart = []byte("\x1b[200~")
	pasteEnd   = []byte("\x1b[201~")
)

// pasteFilter reads keys and turns what the terminal marks as pasted into one line: a Tab completes nothing, a line break runs nothing.
type pasteFilter struct {
	in      io.Reader
	pending []byte // read and not yet passed on
	partial []byte // may be the start of a mark, or is pasted text whose end is to come
	pasting bool
	kept    []string // long texts, by their note
}

func newPasteFilter(in io.Reader) *pasteFilter { return &pasteFilter{in: in} }

// Read gives keys.
func (f *pasteFilter) Read(p []byte) (int, error) {
	buf := make([]byte, 4096)
	for len(f.pending) == 0 {
		n, err := f.in.Read(buf)
		f.take(buf[:n])
		if err != nil && len(f.pending) == 0 {
			if len(f.partial) == 0 {
				return 0, err
			}
			f.pending, f.partial = f.partial, nil
		}
	}
	n := copy(p, f.pending)
	f.pending = f.pending[n:]
	return n, nil
}

// take sorts bytes into keys and pasted text.
func (f *pasteFilter) take(data []byte) {
	data = append(f.partial, data...)
	f.partial = nil
	for len(data) > 0 {
		mark := pasteStart
		if f.pasting {
			mark = pasteEnd
		}
		i := bytes.Index(data, mark)
		switch {
		case i >= 0 && f.pasting:
			f.pending = append(f.pending, f.pasted(string(data[:i]))...)
		case i >= 0:
			f.pending = append(f.pending, data[:i]...)
		case f.pasting:
			f.partial = append(f.partial, data...)
			return
		default:
			// Keys are passed on at once, but for what may be the beginning of a mark. Its first byte, an escape, means nothing to the
			// editor before the next key either.
			cut := len(data)
			for n := len(mark) - 1; n >= 1; n-- {
				if bytes.HasSuffix(data, mark[:n]) {
					cut = len(data) - n
					break
				}
			}
			f.pending = append(f.pending, data[:cut]...)
			f.partial = append(f.partial, data[cut:]...)
			return
		}
		f.pasting = !f.pasting
		data = data[i+len(mark):]
	}
}

// pasted is what stands in the line for a pasted text.
func (f *pasteFilter) pasted(text string) string {
	text = strings.TrimRight(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", "  ").Replace(text), "\n")
	if lines := strings.Count(text, "\n") + 1; lines > longPaste {
		f.kept = append(f.kept, text)
		return f.note(len(f.kept) - 1)
	}
	return strings.ReplaceAll(text, "\n", string(lineMark))
}

func (f *pasteFilter) note(i int) string {
	return fmt.Sprintf("[paste %d: %d lines]", i+1, strings.Count(f.kept[i], "\n")+1)
}

// restore makes of a line the text that it stands for.
func (f *pasteFilter) restore(line string) string {
	line = strings.ReplaceAll(line, string(lineMark), "\n")
	for i := range f.kept {
		line = strings.ReplaceAll(line, f.note(i), f.kept[i])
	}
	return line
}

// Close leaves the terminal to its owner.
func (f *pasteFilter) Close() error { return nil }
