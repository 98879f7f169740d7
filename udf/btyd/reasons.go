package btyd

import (
	"fmt"
	"math"
	"strings"
)

const (
	// dropoutGain is the 90 % point of the chi-squared distribution of one degree of freedom: since a dropout of nothing lies at
	// the edge of the parameters, twice the gain in likelihood exceeds it in 5 of 100 populations in which nobody leaves.
	dropoutGain = 2.71
	// homogeneous is the r from which on rates differ by a tenth of their mean or less: their coefficient of variation is 1/sqrt(r).
	homogeneous = 100
)

// explain says in sentences that name the data what is to be known of a fit; naive is the fit without dropout, which an NBD does
// not need.
func (d *dataset) explain(f, naive Fit) string {
	if !f.Converged {
		return d.sentence(f.Model.Kind(), f.Reason)
	}
	if d.repeaters == 0 {
		return fmt.Sprintf("Of %d customers nobody bought again: purchase rates and dropout cannot be told apart.", d.customers)
	}
	var sentences []string
	if f.Model.Kind() != KindNBD && 2*(f.LogLikelihood-naive.LogLikelihood) < dropoutGain && gapShape(f.Model) <= 1 {
		sentences = append(sentences, fmt.Sprintf("No dropout is seen: none of %d customers (%d with a repeat purchase) is silent for longer "+
			"than its rate explains.", d.customers, d.repeaters))
	}
	for _, p := range f.Parameters {
		if p.Name == "r" && p.Value >= homogeneous {
			sentences = append(sentences, fmt.Sprintf("No heterogeneity is seen: the purchase rates of %d customers differ by %.0f %% of their mean.",
				d.customers, 100/math.Sqrt(p.Value)))
		}
	}
	return strings.Join(sentences, " ")
}

// sentence turns the reason of a failed search into one that names the data.
func (d *dataset) sentence(kind Kind, failure string) string {
	return fmt.Sprintf("Model %s did not fit %d customers, %d of them with a repeat purchase: %s.", kind, d.customers, d.repeaters, failure)
}

// gapShape is k of a CNBD, and 0 of any other model.
func gapShape(m Model) int {
	cnbd, _ := m.(CNBD)
	return cnbd.K
}
