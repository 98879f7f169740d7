package cli

import (
	"errors"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/customer-landscape/landscape/engine/httpapi"
)

// serveOptions are the flags of `landscape serve`.
type serveOptions struct {
	address, tlsCert, tlsKey, keyFile, saved, spool string
	queryLog, config                                string
	hosts, origins                                  []string
	insecure, allowWrites, logLiterals              bool
	slots, queue, connections, concurrent, perMin   int
	maxRows, maxBytes                               int64
	queueWait, queryTimeout, drain, slow, keep      time.Duration
	headerWait, idleWait                            time.Duration
}

func (o *serveOptions) addFlags(flags *pflag.FlagSet) {
	flags.StringVar(&o.address, "listen", "127.0.0.1:8321", "`ADDRESS` and port to listen on; port 0 takes a free one")
	flags.StringVar(&o.keyFile, "keys", "", "`FILE` of keys, as \"landscape keys\" makes it; without one nobody needs a key")
	flags.StringVar(&o.tlsCert, "tls-cert", "", "`FILE` with the certificate chain in PEM; read again when it changes")
	flags.StringVar(&o.tlsKey, "tls-key", "", "`FILE` with the private key in PEM")
	flags.BoolVar(&o.insecure, "insecure", false, "listen beyond the loopback without TLS or without keys: others on the network can read along or ask")
	flags.StringSliceVar(&o.hosts, "host", nil, "`NAME` under which clients may address the server, besides localhost; repeatable")
	flags.StringSliceVar(&o.origins, "origin", nil, "`ORIGIN` of web pages whose scripts may ask, as https://bi.example.com; repeatable")
	flags.BoolVar(&o.allowWrites, "allow-writes", false, "without keys: let local users load too")
	flags.StringVar(&o.saved, "saved", "", "`DIR` of saved queries, one NAME.sql each")
	flags.StringVar(&o.spool, "spool", "", "`DIR` for uploads and kept results (default a folder that is removed at the end)")
	flags.IntVar(&o.slots, "slots", 0, "`N` queries run at once (default twice the cores)")
	flags.IntVar(&o.queue, "queue", 0, "`N` queries may wait for a slot (default 16 for each slot)")
	flags.DurationVar(&o.queueWait, "queue-wait", 10*time.Second, "`DURATION` a query waits for a slot, unless it says so itself")
	flags.DurationVar(&o.queryTimeout, "query-timeout", 30*time.Second, "`DURATION` a query may run, unless it says so itself")
	flags.DurationVar(&o.keep, "keep", 15*time.Minute, "`DURATION` results of asynchronous statements are kept")
	flags.Int64Var(&o.maxRows, "max-rows", 0, "`N` rows of one answer at most (default all)")
	flags.Int64Var(&o.maxBytes, "max-bytes", 0, "`N` bytes of one answer at most (default all)")
	flags.IntVar(&o.concurrent, "concurrent", 0, "`N` requests of one key at once (default any)")
	flags.IntVar(&o.perMin, "per-minute", 0, "`N` requests of one key in a minute (default any)")
	flags.IntVar(&o.connections, "max-connections", 512, "`N` connections at once; more wait")
	flags.DurationVar(&o.headerWait, "header-timeout", 10*time.Second, "`DURATION` a client may take for the head of a request, of 128 KiB at most, before it is cut off")
	flags.DurationVar(&o.idleWait, "idle-timeout", 2*time.Minute, "`DURATION` a connection is kept without a request")
	flags.DurationVar(&o.drain, "drain", 30*time.Second, "`DURATION` to wait for what runs when told to stop")
	flags.DurationVar(&o.slow, "slow", time.Second, "log queries that take as long as `DURATION`, with their plan; a negative one logs none")
	flags.StringVar(&o.queryLog, "query-log", "", "`DIR` of the query log, or none (default DB.querylog beside the database)")
	flags.BoolVar(&o.logLiterals, "log-literals", false, "let the logs repeat the values in statements; without it they say ? for each")
	flags.StringVar(&o.config, "config", "", "`FILE` in TOML with flags as name = value")
}

// validate returns the first fault of the flags that no parser finds.
func (o *serveOptions) validate() error {
	for _, number := range []int64{int64(o.slots), int64(o.queue), o.maxRows, o.maxBytes, int64(o.concurrent), int64(o.perMin), int64(o.queueWait),
		int64(o.queryTimeout), int64(o.drain), int64(o.keep)} {
		if number < 0 {
			return usageError("landscape serve --help", "a limit of serve cannot be negative")
		}
	}
	switch {
	case o.connections < 1:
		return usageError("", "--max-connections must be 1 at least")
	case o.headerWait <= 0 || o.idleWait <= 0:
		return usageError("--header-timeout 10s --idle-timeout 2m", "a connection without an end would be open to whoever holds it; both timeouts must be more than 0")
	}
	for _, origin := range o.origins {
		if err := checkOrigin(origin); err != nil {
			return usageError("--origin https://bi.example.com", "--origin %q: %v", origin, err)
		}
	}
	if o.saved != "" {
		if info, err := os.Stat(o.saved); err != nil || !info.IsDir() {
			return usageError("", "--saved %s is no folder", o.saved)
		}
	}
	if (o.tlsCert == "") != (o.tlsKey == "") {
		return usageError("", "--tls-cert and --tls-key need each other")
	}
	return o.checkAddress()
}

// checkOrigin wants scheme, host and port alone, as a browser writes them. All origins, or none, are no list of who is allowed.
func checkOrigin(origin string) error {
	u, err := url.Parse(origin)
	switch {
	case origin == "*" || origin == "null":
		return errors.New("every page there is would be allowed")
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Scheme+"://"+u.Host != origin || strings.ToLower(origin) != origin:
		return errors.New("an origin is a scheme and a host in lower case, and nothing behind them")
	}
	return nil
}

// server returns what the flags say of an httpapi.Server.
func (o *serveOptions) server() httpapi.Options {
	return httpapi.Options{
		Hosts: o.hosts, Origins: o.origins, SavedDir: o.saved, SpoolDir: o.spool, AllowWrites: o.allowWrites, SlowAfter: o.slow, LogLiterals: o.logLiterals,
		Capacity: httpapi.Capacity{Slots: o.slots, Queue: o.queue, QueueWait: o.queueWait, Timeout: o.queryTimeout, Keep: o.keep},
		Limits:   httpapi.Limits{Rows: o.maxRows, Bytes: o.maxBytes, Concurrent: o.concurrent, PerMinute: o.perMin},
	}
}

// queryLogDir is the folder of the query log; empty for none, as a database in memory has by default.
func (o *serveOptions) queryLogDir(database string) string {
	switch {
	case o.queryLog == "none", o.queryLog == "" && (database == "" || database == ":memory:"):
		return ""
	case o.queryLog == "":
		return database + ".querylog"
	}
	return o.queryLog
}

// serverLog is the log of a server: with the time, and with one line a request unless --quiet.
func (s *serveCommand) serverLog() *slog.Logger {
	level := slog.LevelInfo
	switch {
	case s.quiet:
		level = slog.LevelError
	case s.verbose > 0:
		level = slog.LevelDebug
	}
	options := &slog.HandlerOptions{Level: level}
	if s.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(s.stderr, options))
	}
	return slog.New(slog.NewTextHandler(s.stderr, options))
}
