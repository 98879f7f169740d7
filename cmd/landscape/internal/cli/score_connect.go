package cli

import (
	"context"
	"strings"
)

// ofTheFile are the flags of score that need the database itself: what they do is done in temporary tables or written into it.
var ofTheFile = []string{"table", "customers", "since", "delta", "partition-by", "rows-per-file", "fit", "ledger"}

// ask writes the scores that a server answers into one file.
func (s *scoreCommand) ask(ctx context.Context) error {
	for _, name := range ofTheFile {
		if s.cmd.Flags().Changed(name) {
			return usageError("landscape score DB --"+name+" ...", "--%s needs the database itself, and --connect asks a server", name)
		}
	}
	switch {
	case s.out == "":
		return usageError("--out scores.parquet", "score needs a file to write to")
	case s.app.format != "":
		return usageError("", "the summary of -o is made beside the database; --connect writes the scores alone")
	}
	if err := s.chooseFileFormat(); err != nil {
		return err
	}
	columns := "*"
	if len(s.opts.Columns) > 0 {
		columns = "customer_id"
		for _, name := range s.opts.Columns {
			if name = strings.TrimSpace(name); name != "customer_id" {
				columns += `, "` + strings.ReplaceAll(name, `"`, `""`) + `"`
			}
		}
	}
	x := &exportCommand{app: s.app, cmd: s.cmd, sql: "select " + columns + " from scores", out: s.out, format: s.format, force: s.force}
	return x.run(ctx, nil)
}
