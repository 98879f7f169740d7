package httpapi

import (
	"fmt"
	"strings"

	"github.com/customer-landscape/landscape/engine/nearest"
)

// mostProposed is how many names an error proposes in place of one that is not there.
const mostProposed = 3

// unknown is the error for a name that is not there. It proposes the nearest that are.
func unknown(c code, what, name string, known []string) *problem {
	p := fault(c, fmt.Sprintf("there is no %s %q", what, name))
	if p.Candidates = nearest.Words(name, known, mostProposed); len(p.Candidates) > 0 {
		p.Detail += "; did you mean " + strings.Join(p.Candidates, ", ") + "?"
	}
	return p
}
