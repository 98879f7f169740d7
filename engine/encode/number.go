package encode

import (
	"encoding/binary"
	"math"
	"math/bits"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow/decimal128"
)

// pairs are the numbers of 0 to 99 with two digits each, one behind the other.
var pairs = func() (all [200]byte) {
	for n := range 100 {
		all[2*n], all[2*n+1] = byte('0'+n/10), byte('0'+n%10)
	}
	return all
}()

// numeral is the text of a number that is written from its end: 39 digits, a point and a sign at most.
type numeral struct {
	text [48]byte
	from int // of its first byte
}

// two puts the last two digits of u in front and returns u without them.
func (n *numeral) two(u uint64) uint64 {
	rest := u / 100
	at := 2 * (u - 100*rest)
	n.from -= 2
	binary.LittleEndian.PutUint16(n.text[n.from:], uint16(pairs[at])|uint16(pairs[at+1])<<8)
	return rest
}

// one puts the last digit of u in front and returns u without it.
func (n *numeral) one(u uint64) uint64 {
	rest := u / 10
	n.from--
	n.text[n.from] = byte('0' + u - 10*rest)
	return rest
}

// some puts the last digits of u in front, zeros where it has no more, and returns u without them.
func (n *numeral) some(u uint64, digits int) uint64 {
	for ; digits >= 2; digits -= 2 {
		u = n.two(u)
	}
	if digits > 0 {
		u = n.one(u)
	}
	return u
}

// rest puts all digits of u in front, one at least.
func (n *numeral) rest(u uint64) {
	for u >= 100 {
		u = n.two(u)
	}
	if u >= 10 {
		n.two(u)
	} else {
		n.one(u)
	}
}

// appendDecimal keeps every digit of the scale: 2.50 stays 2.50.
func appendDecimal(dst []byte, v decimal128.Num, scale int) []byte {
	high, low := uint64(v.HighBits()), v.LowBits()
	if v.HighBits() < 0 {
		dst = append(dst, '-')
		var borrow uint64
		low, borrow = bits.Sub64(0, low, 0)
		high, _ = bits.Sub64(0, high, borrow)
	}
	scale = max(scale, 0)
	n := numeral{from: len(numeral{}.text)}
	if high != 0 {
		return n.long(dst, high, low, scale)
	}
	if scale > 0 {
		low = n.some(low, scale)
		n.from--
		n.text[n.from] = '.'
	}
	n.rest(low)
	return append(dst, n.text[n.from:]...)
}

// long appends a number of more than 64 bits with its point.
func (n *numeral) long(dst []byte, high, low uint64, scale int) []byte {
	const digits, power = 19, 1e19              // of what 64 bits hold
	first, last := bits.Div64(high, low, power) // high is 2^63 at most, which is less than the power
	n.some(last, digits)
	n.rest(first)
	for len(n.text)-n.from <= scale {
		n.one(0)
	}
	point := len(n.text) - scale
	dst = append(dst, n.text[n.from:point]...)
	if scale == 0 {
		return dst
	}
	return append(append(dst, '.'), n.text[point:]...)
}

// appendFloat writes the shortest text that reads back as v: no exponent between 1e-6 and 1e21, as JavaScript does.
func appendFloat(dst []byte, v float64, bits int) []byte {
	switch {
	case math.IsNaN(v):
		return append(dst, "nan"...)
	case math.IsInf(v, 1):
		return append(dst, "inf"...)
	case math.IsInf(v, -1):
		return append(dst, "-inf"...)
	}
	form := byte('f')
	if abs := math.Abs(v); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		form = 'e'
	}
	return strconv.AppendFloat(dst, v, form, -1, bits)
}
