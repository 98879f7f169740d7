package btyd

import (
	"context"
	"fmt"
	"strings"
)

// Ladder fits the kind and, where its fit fails, the next simpler one: CNBD, Pareto, MBG, BG. The fit it returns is the first that
// converged, its Reason preceded by why each model before it was left; when none converged, the last one, with
// Converged false and all the reasons. Errors are those of FitModel.
func Ladder(ctx context.Context, kind Kind, groups []Group, o FitOptions) (Fit, error) {
	data, err := prepare(groups)
	if err != nil {
		return Fit{}, err
	}
	var reasons []string
	for {
		f, err := data.fit(ctx, kind, o)
		if err != nil {
			return Fit{}, err
		}
		next := below(kind)
		if f.Reason != "" {
			reasons = append(reasons, f.Reason)
		}
		if f.Converged || next == "" {
			f.Reason = strings.Join(reasons, " ")
			return f, nil
		}
		reasons = append(reasons, fmt.Sprintf("Model %s is fitted instead of %s.", next, kind))
		kind = next
	}
}

// below is the next step of the ladder; "" after the last.
func below(kind Kind) Kind {
	switch kind {
	case KindCNBD:
		return KindPareto
	case KindPareto:
		return KindMBG
	case KindMBG:
		return KindBG
	default:
		return ""
	}
}
