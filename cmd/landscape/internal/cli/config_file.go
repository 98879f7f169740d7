package cli

import (
	"fmt"
	"slices"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl"
)

// fromFile sets the flags that neither the command line nor the environment has set from a file in TOML, whose keys are flags. A key that
// is none is an error that names the nearest. An empty path reads nothing.
func fromFile(cmd *cobra.Command, path string) error {
	if path == "" {
		return nil
	}
	var content map[string]any
	if _, err := toml.DecodeFile(path, &content); err != nil {
		return usageError("landscape help serve", "%s: %v", path, err)
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "config" && f.Name != "help" {
			names = append(names, f.Name)
		}
	})
	keys := make([]string, 0, len(content))
	for key := range content {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		if !slices.Contains(names, key) {
			hint := cmd.CommandPath() + " --help"
			if near := repl.Nearest(key, names); near != "" {
				hint = near
			}
			return usageError(hint, "%s: there is no flag %q", path, key)
		}
		if err := fromEntry(cmd.Flags().Lookup(key), cmd.Flags(), path, content[key]); err != nil {
			return err
		}
	}
	return nil
}

// fromEntry sets one flag, unless it is set. A list sets one that is repeatable.
func fromEntry(f *pflag.Flag, flags *pflag.FlagSet, path string, value any) error {
	if f.Changed {
		return nil
	}
	values, isList := value.([]any)
	if !isList {
		values = []any{value}
	} else if _, repeatable := f.Value.(pflag.SliceValue); !repeatable {
		return usageError("", "%s: %s takes one value", path, f.Name)
	}
	for _, v := range values {
		switch v.(type) {
		case string, int64, bool, float64:
		default:
			return usageError("", "%s: %s takes no table and no date", path, f.Name)
		}
		if err := flags.Set(f.Name, fmt.Sprint(v)); err != nil {
			return usageError("", "%s: %s %s", path, f.Name, wrongValue(f, fmt.Sprint(v), err))
		}
	}
	return nil
}
