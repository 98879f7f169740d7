package btyd

// Kind names a family of models.
type Kind string

// The kinds of models of purchases, in the order in which a simpler one is preferred when the data cannot tell them apart.
const (
	KindNBD    Kind = "nbd"    // no dropout: the naive model
	KindMBG    Kind = "mbg"    // modified BG/NBD: a customer may leave after any purchase, the first included
	KindBG     Kind = "bg"     // BG/NBD: a customer may leave after a repeat purchase
	KindPareto Kind = "pareto" // Pareto/NBD: a customer may leave at any time
	KindCNBD   Kind = "cnbd"   // MBG/CNBD-k: regular gaps (Erlang-k), dropout as in MBG
)

// Parameter is one fitted number of a model. Value is on the natural scale; StandardError too (NaN where it is unknown).
type Parameter struct {
	Name          string
	Value         float64
	StandardError float64
}

// Model is a model of purchases with its parameters. Times are in the unit of the parameters. Every method returns an error
// that names the argument and its value when an argument is out of its range, and otherwise a finite number.
type Model interface {
	// Kind is the family.
	Kind() Kind
	// Parameters are the parameters in the family's order: r, alpha, a, b (BG, MBG; CNBD with k first), r, alpha, s, beta (Pareto),
	// r, alpha (NBD). Standard errors are NaN: only a fit knows them.
	Parameters() []Parameter
	// LogLikelihood is the natural logarithm of the likelihood of one history.
	LogLikelihood(h History) (float64, error)
	// Alive is the probability that the customer is still one at T, in [0, 1].
	Alive(h History) (float64, error)
	// Buys is the probability of at least one purchase in (T, T+t], t >= 0.
	Buys(h History, t float64) (float64, error)
	// Expected is the expected number of purchases in (T, T+t], t >= 0.
	Expected(h History, t float64) (float64, error)
	// ExpectedAlive is the same given that the customer is alive at T. Of h it reads X and T (and Tx for CNBD).
	ExpectedAlive(h History, t float64) (float64, error)
	// ExpectedNew is the expected number of repeat purchases of a new customer in (0, t].
	ExpectedNew(t float64) (float64, error)
	// Probability is the probability that a new customer makes exactly n repeat purchases in (0, t].
	Probability(n int, t float64) (float64, error)
	// Discounted is the expected number of purchases in (T, T+t], each discounted to T at the continuous rate delta >= 0 per unit of
	// time. t = +Inf is allowed for Pareto with delta > 0 only.
	Discounted(h History, t, delta float64) (float64, error)
	// DrawAlive draws how many purchases a customer that is alive at T makes in (T, T+t]. Of h it reads X and T (Tx for CNBD).
	DrawAlive(h History, t float64, random Random) (int, error)
}

// Random gives independent uniform numbers in (0, 1). math/rand/v2's generators satisfy it.
type Random interface {
	Float64() float64
}
