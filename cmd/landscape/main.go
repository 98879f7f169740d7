// Command landscape is the command line of the landscape engine: see its help, or package cli.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/cli"
)

// The exit codes of a second Ctrl-C, which does not wait for the rollback, and of Ctrl-\, which does not wait for anything.
const (
	canceled = 130
	quit     = 131
)

func main() {
	signal.Ignore(syscall.SIGPIPE) // a write to a closed pipe is then an error, and the database is closed before we leave
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	leave := make(chan os.Signal, 1)
	signal.Notify(leave, syscall.SIGQUIT)
	go func() {
		<-leave
		os.Exit(quit)
	}()
	go func() {
		<-signals
		cancel()
		<-signals
		os.Exit(canceled)
	}()
	os.Exit(cli.Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
