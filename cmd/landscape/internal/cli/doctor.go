package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/engine"
)

// finding is one check of `landscape doctor`, as --json writes it.
type finding struct {
	Check  string  `json:"check"`
	State  string  `json:"state"`
	Detail string  `json:"detail"`
	Hint   string  `json:"hint,omitempty"`
	Ms     float64 `json:"ms"`
}

// The states of a finding. What is skipped could not be asked, because something before it failed.
const (
	isOK      = "ok"
	isFailed  = "failed"
	isSkipped = "skipped"
)

func (a *app) doctor() *cobra.Command {
	var address, key, ca string
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check whether a server can be reached and answers as it should",
		Long: `Check whether a server can be reached and answers as it should, from where you are: the connection, TLS, version, clock, readiness, your key,
every format, and how long an answer takes. Each check says ok or failed, and what to do. The exit code is 3 when one failed.`,
		Example: `  landscape doctor
  landscape doctor --url https://bi.example.com --key xk2f7aqd.SECRET`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, err := newDiagnosis(address, key, ca)
			if err != nil {
				return err
			}
			d.run(cmd.Context())
			return a.tellFindings(cmd.Context(), d.found)
		},
	}
	cmd.Flags().StringVar(&address, "url", "http://127.0.0.1:8321", "`URL` of the server")
	cmd.Flags().StringVar(&key, "key", "", "`KEY` to ask with; better in LANDSCAPE_KEY than on the command line, which others can see")
	cmd.Flags().StringVar(&ca, "ca", "", "`FILE` in PEM with the certificate authority of the server, when the machine does not know it")
	return cmd
}

func (a *app) tellFindings(ctx context.Context, found []finding) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if a.format == "json" {
		if err := writeJSON(a.stdout, found); err != nil {
			return err
		}
	} else if err := a.drawFindings(found); err != nil {
		return err
	}
	var failed []string
	for _, f := range found {
		if f.State == isFailed {
			failed = append(failed, f.Check)
		}
	}
	if len(failed) == 0 {
		return nil
	}
	return &engine.Error{Kind: engine.KindRejected, Op: "doctor", Err: errors.New("failed: " + strings.Join(failed, ", "))}
}

// drawFindings prints one line a check, and below those that failed what to do.
func (a *app) drawFindings(found []finding) error {
	style := a.style(a.stdout)
	out := bufio.NewWriter(a.stdout)
	for _, f := range found {
		word := fmt.Sprintf("%-7s", f.State)
		switch f.State {
		case isOK:
			word = style.Good(word)
		case isFailed:
			word = style.Bad(word)
		default:
			word = style.Dim(word)
		}
		fmt.Fprintln(out, strings.TrimRight(fmt.Sprintf("%s  %-10s  %s", word, f.Check, f.Detail), " "))
		if f.Hint == "" {
			continue
		}
		for _, line := range render.Wrap(f.Hint, 100) {
			fmt.Fprintf(out, "%21s%s\n", "", style.Dim(line))
		}
	}
	return out.Flush()
}
