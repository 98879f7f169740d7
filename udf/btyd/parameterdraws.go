package btyd

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Draws gives n models whose parameters are drawn from what the fit knows of them: the logarithms are normal around their
// estimates, with the fit's Covariance. Model i depends on the seed and on i alone. It fails for a fit that did not converge.
func (f Fit) Draws(n int, seed uint64) ([]Model, error) {
	draws, err := normalDraws(f.theta, f.Covariance, n, seed)
	if err != nil {
		return nil, err
	}
	models := make([]Model, n)
	for i, theta := range draws {
		if models[i], err = f.family.model(exponentials(theta)); err != nil {
			return nil, fmt.Errorf("draw %d of the parameters: %w", i, err)
		}
	}
	return models, nil
}

// normalDraws draws n vectors with a mean and a covariance.
func normalDraws(mean []float64, covariance [][]float64, n int, seed uint64) ([][]float64, error) {
	if covariance == nil {
		return nil, errors.New("the fit did not converge: nothing is known of the spread of its parameters")
	}
	if n < 0 {
		return nil, fmt.Errorf("%d draws: 0 or more", n)
	}
	spread := mat.NewSymDense(len(mean), nil)
	for i := range mean {
		for j := i; j < len(mean); j++ {
			spread.SetSym(i, j, covariance[i][j])
		}
	}
	var root mat.Cholesky
	if !root.Factorize(spread) {
		return nil, errors.New("the covariance of the parameters is not positive definite")
	}
	var lower mat.TriDense
	root.LTo(&lower)
	draws := make([][]float64, n)
	for i := range draws {
		random := NewRandom(seed, fmt.Sprintf("parameters %d", i))
		normal := make([]float64, len(mean))
		for j := range normal {
			normal[j] = distuv.UnitNormal.Quantile(random.Float64())
		}
		draws[i] = make([]float64, len(mean))
		for j := range mean {
			draws[i][j] = mean[j]
			for k := 0; k <= j; k++ {
				draws[i][j] += lower.At(j, k) * normal[k]
			}
		}
	}
	return draws, nil
}
