package ledgergen

import (
	"math"
	"math/bits"
)

// random is the splitmix64 generator. Every customer owns one, eight bytes long, so what a customer does depends on the seed and the
// customer's number alone and not on who else buys that day.
type random uint64

func newRandom(seed, stream uint64) random {
	r := random(seed*0x9e3779b97f4a7c15 ^ stream*0xd1342543de82ef95)
	r.next()
	return r
}

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	return mix(uint64(*r))
}

// mix is the finaliser of splitmix64, a bijection that scatters neighbouring numbers.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// unit maps 64 random bits onto [0, 1).
func unit(bits uint64) float64 { return float64(bits>>11) * 0x1p-53 }

func (r *random) unit() float64 { return unit(r.next()) }

func (r *random) chance(p float64) bool { return r.unit() < p }

// below returns a number in [0, n).
func (r *random) below(n int) int {
	hi, _ := bits.Mul64(r.next(), uint64(n))
	return int(hi)
}

// exponential has mean 1.
func (r *random) exponential() float64 { return -math.Log(1 - r.unit()) }

// normal has mean 0 and deviation 1.
func (r *random) normal() float64 {
	radius := math.Sqrt(2 * r.exponential())
	return radius * math.Cos(2*math.Pi*r.unit())
}

// gamma has the shape, above 0, and the rate 1: Marsaglia and Tsang 2000, "A simple method for generating gamma variables".
func (r *random) gamma(shape float64) float64 {
	if shape < 1 {
		return r.gamma(shape+1) * math.Exp(-r.exponential()/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.normal()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v *= v * v
		if -r.exponential() < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// poisson has the mean given, which is small.
func (r *random) poisson(mean float64) int {
	n, limit := 0, math.Exp(-mean)
	for product := r.unit(); product > limit; product *= r.unit() {
		n++
	}
	return n
}

// pick returns one of the values.
func pick[T any](r *random, values []T) T { return values[r.below(len(values))] }
