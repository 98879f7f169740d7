package enginetest

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Amount is a decimal with four digits after the point, kept as a whole number of ten-thousandths. Money and quantities are Amounts;
// sums stay exact as long as they fit 63 bits.
type Amount int64

// One is the amount 1.
const One Amount = 10000

// ParseAmount reads a decimal with at most four digits after the point and panics on anything else.
func ParseAmount(text string) Amount {
	whole, frac, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	if len(frac) > 4 {
		panic("more than four digits after the point: " + text)
	}
	n, err := strconv.ParseInt(whole+frac+strings.Repeat("0", 4-len(frac)), 10, 64)
	if err != nil {
		panic(err)
	}
	if strings.HasPrefix(text, "-") {
		n = -n
	}
	return Amount(n)
}

// String writes the amount with four digits after the point.
func (a Amount) String() string {
	sign, n := "", int64(a)
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%04d", sign, n/10000, n%10000)
}

func (a Amount) abs() Amount { return max(a, -a) }
func (a Amount) pos() Amount { return max(a, 0) }
func (a Amount) neg() Amount { return min(a, 0) }

// over returns a divided by b as a fraction, nil when b is zero.
func (a Amount) over(b Amount) *float64 {
	if b == 0 {
		return nil
	}
	f, _ := big.NewRat(int64(a), int64(b)).Float64()
	return &f
}

// times returns a multiplied by rate, a decimal with eight digits after the point, rounded half away from zero.
func (a Amount) times(rate int64) Amount {
	return Amount(divRound(new(big.Int).Mul(big.NewInt(int64(a)), big.NewInt(rate)), big.NewInt(100_000_000)))
}

// per returns a divided by b with four digits, rounded half away from zero. b is not zero.
func (a Amount) per(b Amount) Amount {
	return Amount(divRound(new(big.Int).Mul(big.NewInt(int64(a)), big.NewInt(10000)), big.NewInt(int64(b))))
}

// atLeast tells whether a >= cut * b without rounding. cut is a decimal text such as "0.80".
func (a Amount) atLeast(cut string, b Amount) bool {
	return new(big.Rat).SetInt64(int64(a)).Cmp(portion(cut, b)) >= 0
}

func portion(cut string, b Amount) *big.Rat {
	k, ok := new(big.Rat).SetString(cut)
	if !ok {
		panic("not a decimal: " + cut)
	}
	return k.Mul(k, new(big.Rat).SetInt64(int64(b)))
}

func divRound(a, b *big.Int) int64 {
	neg := a.Sign()*b.Sign() < 0
	a, b = new(big.Int).Abs(a), new(big.Int).Abs(b)
	q := new(big.Int).Div(a.Mul(a, big.NewInt(2)).Add(a, b), new(big.Int).Mul(b, big.NewInt(2)))
	if neg {
		q.Neg(q)
	}
	return q.Int64()
}
