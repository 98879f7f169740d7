package btyd

// family is what a fit needs to know of one kind of model.
type family struct {
	kind  Kind
	names []string  // of the parameters, in the order of Model.Parameters
	time  []bool    // true for a parameter that is a time (alpha, beta): it changes with the unit
	start []float64 // where the search begins, with times divided by the mean T
	// likelihood prepares the groups for repeated evaluation.
	likelihood func(groups []Group) likelihood
	// model makes the model of the parameters.
	model func(parameters []float64) (Model, error)
}

// likelihood is the log-likelihood of a data set as a function of the parameters. Its methods may be called from one goroutine
// at a time; it may use several inside, and its result does not depend on how many.
type likelihood interface {
	// at returns the mean over customers of the log-likelihood, and writes its gradient in the logarithms of the parameters.
	at(parameters, gradient []float64) float64
}

// perCustomer turns sums over all customers into what at gives: the mean of the values, and into gradient the mean slopes in the
// logarithms of the parameters.
func perCustomer(value float64, slopes []float64, customers float64, parameters, gradient []float64) float64 {
	for i, slope := range slopes {
		gradient[i] = slope * parameters[i] / customers
	}
	return value / customers
}
