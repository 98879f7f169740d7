package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/engine"
)

// versions is what `version --json` writes.
type versions struct {
	Version  string `json:"version"`
	Commit   string `json:"commit"`
	DuckDB   string `json:"duckdb"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Tell the version of this program and of DuckDB",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			v := build()
			if a.format == "json" {
				return writeJSON(a.stdout, []versions{v})
			}
			commit := ""
			if v.Commit != "" {
				commit = " (" + v.Commit + ")"
			}
			_, err := fmt.Fprintf(a.stdout, "landscape %s%s, DuckDB %s, %s, %s\n", v.Version, commit, v.DuckDB, v.Go, v.Platform)
			return err
		},
	}
}

// build returns the version of the module and the commit it was built from, as far as the build recorded them.
func build() versions {
	v := versions{
		Version: "unknown", DuckDB: strings.TrimPrefix(engine.DuckDBVersion(), "v"),
		Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	v.Version = info.Main.Version
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			v.Commit = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			v.Commit += ", modified"
		}
	}
	return v
}
