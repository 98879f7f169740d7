package forecast

// stream is a sequence of random numbers that is determined by seed and key alone: in which order, and by how many goroutines, the keys
// are visited does not matter.
type stream struct{ state uint64 }

// golden is 2^64 divided by the golden ratio: its multiples spread evenly.
const golden = 0x9e3779b97f4a7c15

func newStream(seed, key uint64) stream { return stream{mix(mix(seed+golden) ^ mix(key*golden+1))} }

// next gives a number in (0, 1), 53 bits of it random; never 0 or 1. The numbers are those of SplitMix64 (Steele, Lea, Flood 2014).
func (s *stream) next() float64 {
	s.state += golden
	return (float64(mix(s.state)>>11) + 0.5) / (1 << 53)
}

// mix is the output function of SplitMix64: a permutation of the 64-bit numbers that hides every pattern of its input.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
