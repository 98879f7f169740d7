package cli

import (
	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
)

// listing is a command that takes a database alone and prints one query of it.
func (a *app) listing(use, short, query string) *cobra.Command {
	cmd := &cobra.Command{
		Use:   use,
		Short: short,
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := a.only(cmd, args)
			if err != nil {
				return err
			}
			p, err := a.printer()
			if err != nil {
				return err
			}
			return a.withSession(cmd.Context(), path, func(session door.Session) error {
				result, err := session.Query(cmd.Context(), query, nil)
				if err != nil {
					return err
				}
				return p.print(result)
			})
		},
	}
	a.connectFlags(cmd.Flags())
	return cmd
}
