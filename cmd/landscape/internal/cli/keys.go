package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl"
	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/httpapi/keyring"
)

// keysCommand is one run of a command below `landscape keys`.
type keysCommand struct {
	*app
	file                  string
	name, role, expires   string
	tables, networks      []string
	inURL                 bool
	rows, bytes           int64
	concurrent, perMinute int
	queryTimeout          time.Duration
}

func (a *app) keys() *cobra.Command {
	k := &keysCommand{app: a}
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "Make, list and revoke the keys of those who may ask a server",
		Long: `Make, list and revoke the keys of those who may ask a server ("landscape serve --keys FILE"). The file holds no secret, and only its owner
may read it. A server that runs follows its changes from the next request on.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usageError("landscape keys --help", "keys needs a command: create, list or revoke")
		},
	}
	cmd.PersistentFlags().StringVar(&k.file, "keys", "keys.json", "`FILE` of the keys")
	cmd.AddCommand(k.create(), k.list(), k.revoke())
	return cmd
}

func (k *keysCommand) create() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "create",
		Short: "Make a key and show it, this once",
		Long: `Make a key and show it, this once: only what proves it is stored. Roles, each with all that the one before may:

  saved-only  runs the saved queries
  reader      runs any statement that reads
  writer      also loads, and takes loads back
  admin       also sees and ends what others run, and reads the query log

A program sends the key as "Authorization: Bearer KEY", as the password of Basic, or as X-API-Key. --in-url lets it stand in the address as
?key=KEY, for programs that can send it nowhere else; addresses end up in histories and logs of others, so give such a key little to see.`,
		Example: `  landscape keys create --name grafana --role saved-only --per-minute 600
  landscape keys create --name ann --expires 2027-01-01 --networks 10.0.0.0/8
  landscape keys create --name sheets --tables landscape,kpi --in-url --rows 50000`,
		Args: noArgs,
		RunE: k.runCreate,
	}
	flags := cmd.Flags()
	flags.StringVar(&k.name, "name", "", "`TEXT` that says what the key is for")
	flags.StringVar(&k.role, "role", string(keyring.Reader), "`ROLE`: saved-only, reader, writer or admin")
	flags.StringVar(&k.expires, "expires", "", "`WHEN` the key ends: a day as 2027-01-31, its first moment in UTC, or a time from now as 90d or 12h (default never)")
	flags.StringSliceVar(&k.tables, "tables", nil, "`NAMES` of the tables and views the key may read (default all)")
	flags.StringSliceVar(&k.networks, "networks", nil, "`NETWORKS` the key may be used from, as 10.0.0.0/8 or one address (default all)")
	flags.BoolVar(&k.inURL, "in-url", false, "let the key stand in an address, as ?key=")
	flags.Int64Var(&k.rows, "rows", 0, "`N` rows of one answer at most (default as the server)")
	flags.Int64Var(&k.bytes, "bytes", 0, "`N` bytes of one answer at most (default as the server)")
	flags.DurationVar(&k.queryTimeout, "query-timeout", 0, "`DURATION` one statement may run (default as the server)")
	flags.IntVar(&k.concurrent, "concurrent", 0, "`N` requests at once (default as the server)")
	flags.IntVar(&k.perMinute, "per-minute", 0, "`N` requests in a minute (default as the server)")
	return cmd
}

// madeKey is what `keys create --json` writes.
type madeKey struct {
	ID   string `json:"id"`
	Key  string `json:"key"`
	Role string `json:"role"`
}

func (k *keysCommand) runCreate(*cobra.Command, []string) error {
	want, err := k.wanted(time.Now())
	if err != nil {
		return err
	}
	made, whole, err := keyring.Create(k.file, want, time.Now())
	if err != nil {
		return k.fault(err)
	}
	if k.format == "json" {
		return writeJSON(k.stdout, []madeKey{{made.ID, whole, string(made.Role)}})
	}
	k.note("key %s, %s, in %s; it is shown this once:", made.ID, made.Role, k.file)
	_, err = fmt.Fprintln(k.stdout, whole)
	return err
}

// wanted is the key that the flags describe.
func (k *keysCommand) wanted(now time.Time) (keyring.Key, error) {
	var names []string
	for _, r := range keyring.Roles {
		names = append(names, string(r))
	}
	if err := oneOf("--role", k.role, names...); err != nil {
		return keyring.Key{}, err
	}
	want := keyring.Key{Name: k.name, Role: keyring.Role(k.role), Tables: k.tables, InURL: k.inURL, Limits: keyring.Limits{Rows: k.rows,
		Bytes: k.bytes, Timeout: k.queryTimeout, Concurrent: k.concurrent, PerMinute: k.perMinute}}
	for _, text := range k.networks {
		network, err := netip.ParsePrefix(text)
		if address, single := netip.ParseAddr(text); single == nil {
			network, err = netip.PrefixFrom(address, address.BitLen()), nil
		}
		if err != nil {
			return keyring.Key{}, usageError("--networks 10.0.0.0/8", "--networks: %q is neither a network nor an address", text)
		}
		want.Networks = append(want.Networks, network)
	}
	var err error
	want.ExpiresAt, err = parseExpiry(k.expires, now)
	return want, err
}

// parseExpiry reads a day or a time from now; the empty text is never.
func parseExpiry(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, nil
	}
	var days int
	if n, err := fmt.Sscanf(text, "%dd", &days); err == nil && n == 1 && text == fmt.Sprintf("%dd", days) && days > 0 {
		return now.UTC().AddDate(0, 0, days).Truncate(time.Second), nil
	}
	if d, err := time.ParseDuration(text); err == nil && d > 0 {
		return now.UTC().Add(d).Truncate(time.Second), nil
	}
	return time.Time{}, usageError("--expires 90d", "--expires: %q is neither a day nor a time from now", text)
}

func (k *keysCommand) revoke() *cobra.Command {
	return &cobra.Command{
		Use:     "revoke ID",
		Short:   "End a key, from the next request on",
		Long:    "End a key, from the next request on. It stays in the list.",
		Example: `  landscape keys revoke xk2f7aqd`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError("landscape keys list", "revoke takes the id of one key, which is its part before the dot")
			}
			id, _, _ := strings.Cut(args[0], ".")
			if err := keyring.Revoke(k.file, id, time.Now()); err != nil {
				if errors.Is(err, keyring.ErrNotFound) {
					return &engine.Error{Kind: engine.KindNotFound, Op: "revoke", Object: id, Err: fmt.Errorf("%s has no such key", k.file), Hint: k.nearestKey(id)}
				}
				return k.fault(err)
			}
			k.note("%s is revoked", id)
			return nil
		},
	}
}

func (k *keysCommand) nearestKey(id string) string {
	all, err := keyring.List(k.file)
	if err != nil {
		return ""
	}
	var ids []string
	for _, key := range all {
		ids = append(ids, key.ID)
	}
	if near := repl.Nearest(id, ids); near != "" {
		return "landscape keys revoke " + near
	}
	return "landscape keys list"
}

func (k *keysCommand) list() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the keys, without their secrets",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			all, err := keyring.List(k.file)
			if err != nil {
				return k.fault(err)
			}
			if k.format == "json" {
				listed := make([]listedKey, len(all))
				for i, key := range all {
					listed[i] = listedOf(key)
				}
				return writeJSON(k.stdout, listed)
			}
			rows := make([][]string, len(all))
			for i, key := range all {
				rows[i] = rowOf(key)
			}
			return render.Texts(k.stdout, []string{"id", "name", "role", "state", "expires", "may read", "from", "limits"}, rows, k.style(k.stdout))
		},
	}
}

// fault says what kind of error a file of keys met.
func (k *keysCommand) fault(err error) error {
	e := &engine.Error{Kind: engine.KindInvalid, Op: "keys", Err: err}
	if errors.Is(err, fs.ErrNotExist) {
		e.Kind, e.Object, e.Err, e.Hint = engine.KindNotFound, k.file, errors.New("there is no such file"), "landscape keys create --keys "+k.file
	}
	return e
}
