package btyd

// stream is a sequence of random numbers that is determined by its key alone.
type stream struct{ state uint64 }

// NewRandom returns a sequence of random numbers for a key, such as a customer's id, that depends on seed and key and on nothing
// else: in which order customers are visited, and by how many goroutines, does not matter. Equal seeds and keys give equal
// sequences. The numbers are those of SplitMix64 (Steele, Lea, Flood 2014), started at a hash of seed and key. One sequence is for
// one goroutine.
func NewRandom(seed uint64, key string) Random {
	const offset, prime = 14695981039346656037, 1099511628211 // FNV-1a
	hash := uint64(offset)
	for i := range len(key) {
		hash = (hash ^ uint64(key[i])) * prime
	}
	return &stream{mix(mix(seed+golden) ^ mix(hash))}
}

// golden is 2^64 divided by the golden ratio: its multiples spread evenly.
const golden = 0x9e3779b97f4a7c15

// Float64 gives the next number in (0, 1), 53 bits of it random; never 0 or 1.
func (s *stream) Float64() float64 {
	s.state += golden
	return (float64(mix(s.state)>>11) + 0.5) / (1 << 53)
}

// mix is the output function of SplitMix64: a permutation of the 64-bit numbers that hides every pattern of its input.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
