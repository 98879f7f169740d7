package engine

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
)

// openConfigs are the settings of DuckDB that can still be changed: those of one connection, and what a load or a fit sets and takes back.
var openConfigs = []string{"TimeZone", "search_path", "integer_division", "default_null_order", "errors_as_json", "enable_progress_bar",
	"enable_progress_bar_print", "preserve_insertion_order"}

// Harden shuts SQL off from files but those of the directories, which must exist, from other databases, extensions and the network, and
// locks DuckDB's settings, for as long as the engine is open. Loads from the directories, refreshes, fits and snapshots go on working;
// Compact does not. The database file itself stays within reach of SQL, which is why a session of Read refuses COPY and every function
// that reads files. A directory that is none or a second call is an error of KindInvalid, and nothing has changed then.
func (e *Engine) Harden(ctx context.Context, directories ...string) error {
	allowed := make([]string, len(directories))
	for i, dir := range directories {
		path, err := realDirectory(dir)
		if err != nil {
			return &Error{Kind: KindInvalid, Op: "harden", Object: dir, Err: err}
		}
		allowed[i] = quoteText(path)
	}
	configs := make([]string, len(openConfigs))
	for i, name := range openConfigs {
		configs[i] = quoteText(name)
	}
	// in this order: each of them can be set before the last two alone, and none of them as an option of the connection
	statements := []string{"SET allow_community_extensions = false", "SET autoinstall_known_extensions = false", "SET autoload_known_extensions = false",
		"SET allowed_directories = [" + strings.Join(allowed, ", ") + "]", "SET allowed_configs = [" + strings.Join(configs, ", ") + "]",
		"SET enable_external_access = false", "SET lock_configuration = true"}
	if e.hardened.Swap(true) {
		return &Error{Kind: KindInvalid, Op: "harden", Object: e.name(), Err: errors.New("it is hardened already, until it is closed")}
	}
	err := e.read(ctx, func(ctx context.Context, conn *sql.Conn) error {
		for _, statement := range statements {
			if _, err := e.exec(ctx, conn, statement); err != nil {
				return err
			}
		}
		return nil
	})
	return classify("harden", e.name(), err)
}

// realDirectory is the path of a directory as DuckDB compares it, without links.
func realDirectory(dir string) (string, error) {
	path, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", err
	}
	if path, err = filepath.Abs(path); err != nil {
		return "", err
	}
	return path + string(filepath.Separator), nil
}
