package btyd

import "fmt"

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
	}
	return family{}, fmt.Errorf("no model is called %q", kind)
}
