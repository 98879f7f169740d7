// Command landscape is the command line of the landscape engine: see its help, or package cli.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/cli"
)

// canceled is the exit code of a second Ctrl-C, which does not wait for the rollback.
const canceled = 130

func main() {
	signal.Ignore(syscall.SIGPIPE) // a write to a closed pipe is then an error, and the database is closed before we leave
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		<-signals
		cancel()
		<-signals
		os.Exit(canceled)
	}()
	os.Exit(cli.Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
