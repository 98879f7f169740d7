package encode

import (
	"encoding/binary"

	"github.com/apache/arrow-go/v18/arrow/array"
)

// texts are the values of a column of texts as they lie in memory, one behind the other.
type texts struct {
	bytes   []byte
	offsets []int32 // of the first byte of each value, and of the end
	base    int32   // the offset of the first of bytes
}

func textsOf(c *array.String) texts {
	if c.Len() == 0 {
		return texts{offsets: []int32{0}}
	}
	t := texts{bytes: c.ValueBytes(), offsets: c.ValueOffsets()}
	t.base = t.offsets[0]
	return t
}

// value is the text of row i.
func (t texts) value(i int) []byte { return t.bytes[t.offsets[i]-t.base : t.offsets[i+1]-t.base] }

// within is everything that the rows from one to before another hold.
func (t texts) within(from, to int) []byte {
	return t.bytes[t.offsets[from]-t.base : t.offsets[to]-t.base]
}

// plainJSON tells whether a JSON string holds the bytes as they are: ASCII without controls, quotes and backslashes. It looks at eight bytes at
// a time: a byte of x - ones has its high bit set where that of x is 0, or where it borrows from the byte above one that is.
func plainJSON(text []byte) bool {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; len(text) >= 8; text = text[8:] {
		x := binary.LittleEndian.Uint64(text)
		quote, backslash := x^ones*'"', x^ones*'\\'
		if (x|(x-ones*' ')|(quote-ones)|(backslash-ones))&highs != 0 {
			return false
		}
	}
	for _, b := range text {
		if b < ' ' || b >= 0x80 || b == '"' || b == '\\' {
			return false
		}
	}
	return true
}
