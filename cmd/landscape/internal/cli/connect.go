package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/remote"
)

// connectFlags adds the flags of a command that can ask a server in place of a database file.
func (a *app) connectFlags(flags *pflag.FlagSet) {
	flags.StringVar(&a.remote, "connect", "", "`URL` of a running landscape serve to ask, in place of a database")
	flags.StringVar(&a.key, "key", "", "`KEY` for the server; in LANDSCAPE_KEY the list of processes does not show it")
}

// asksServer tells whether a command asks a server. named is a database that the command line names: with --connect it is a
// contradiction, while an address from the environment yields to it.
func (a *app) asksServer(cmd *cobra.Command, named string) (bool, error) {
	switch {
	case a.remote == "":
		return false, nil
	case named == "":
		return true, nil
	case cmd.Flags().Lookup("connect").Annotations[envAnnotation] != nil:
		a.remote = ""
		return false, nil
	}
	return false, usageError("", "--connect asks a server and %s is a database; name one of them", named)
}

// connect opens a database, or the way to the server that has it.
func (a *app) connect(ctx context.Context, path string, create bool) (door.Database, error) {
	if a.remote != "" {
		server, err := remote.Open(ctx, remote.Options{URL: a.remote, Key: a.key, Version: build().Version})
		if err != nil {
			return nil, err
		}
		return server, nil
	}
	e, err := a.open(ctx, path, create)
	if err != nil {
		return nil, err
	}
	return door.File{Engine: e}, nil
}

// withDatabase opens a database or a server, calls fn, and closes it again.
func (a *app) withDatabase(ctx context.Context, path string, create bool, fn func(door.Database) error) error {
	d, err := a.connect(ctx, path, create)
	if err != nil {
		return err
	}
	return errors.Join(fn(d), d.Close())
}

// withSession opens a database or a server and calls fn with a session of it.
func (a *app) withSession(ctx context.Context, path string, fn func(door.Session) error) error {
	return a.withDatabase(ctx, path, false, func(d door.Database) error {
		session, err := d.Session(ctx, false)
		if err != nil {
			return err
		}
		return errors.Join(fn(session), session.Close())
	})
}
