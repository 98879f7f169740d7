package btyd

import "fmt"

// New makes a model of a kind from its parameters in the order of Model.Parameters, such as those of a fit that was stored.
// The error names a parameter out of its range, or a number of them that is not that of the kind.
func New(kind Kind, parameters []float64) (Model, error) {
	k := 0
	free := parameters
	if kind == KindCNBD && len(parameters) > 0 {
		k, free = int(parameters[0]), parameters[1:]
	}
	family, err := familyOf(kind, k)
	if err != nil {
		return nil, err
	}
	if len(free) != len(family.names) {
		return nil, fmt.Errorf("%d parameters of a model called %q: it has %v", len(parameters), kind, family.names)
	}
	return family.model(free)
}

// familyOf finds the family of a kind; k is read by CNBD alone.
func familyOf(kind Kind, k int) (family, error) {
	switch kind {
	case KindNBD:
		return nbdFamily, nil
	case KindMBG:
		return mbgFamily, nil
	case KindBG:
		return bgFamily, nil
	case KindPareto:
		return paretoFamily, nil
	case KindCNBD:
		if err := checkRegularity(float64(k)); err != nil {
			return family{}, err
		}
		return cnbdFamily(k), nil
	}
	return family{}, fmt.Errorf("no model is called %q", kind)
}
