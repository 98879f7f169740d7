package cli

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/encode"
)

// ofTheFile are the flags of score that a server cannot do, each with the way out.
var ofTheFile = []struct{ name, instead string }{
	{"table", "landscape score DB --table ... beside the file, or --out FILE here"},
	{"fit", "landscape fit DB, while no server has the file; then score --connect"},
	{"ledger", "landscape score --ledger FILE --out ... without --connect"},
	{"load", "landscape score --ledger FILE --out ... without --connect"},
	{"set", "landscape score --ledger FILE --out ... without --connect; a setting for these scores alone has a flag, such as --measure"},
	{"partition-by", "landscape score DB --partition-by ... beside the file, or --out FILE here"},
	{"rows-per-file", "landscape score DB --rows-per-file ... beside the file, or --out FILE here"},
}

// errMoved is the error of a ledger that changed while its scores were asked for.
var errMoved = errors.New("the ledger changed again and again while its scores were asked for")

// tries is how often scores are asked for when the ledger changes meanwhile.
const tries = 3

// ask writes the scores that a server answers into one file, with the checks and the summary of the database itself.
func (s *scoreCommand) ask(ctx context.Context) (err error) {
	if err := s.checkAsked(); err != nil {
		return err
	}
	if s.customers != "" {
		if s.opts.Customers, err = readCustomers(ctx, s.app, s.customers); err != nil {
			return err
		}
	}
	return s.withSession(ctx, "", func(session door.Session) error {
		if err := applySettings(ctx, session, s.cmd.Flags()); err != nil {
			return err
		}
		var told *scoreReport
		for range tries {
			var err error
			told, err = s.askOnce(ctx, session)
			if engine.CodeOf(err) == engine.CodeForbiddenTable && s.plain() {
				return s.askPlain(ctx)
			}
			if err == nil {
				break
			}
			if !errors.Is(err, errMoved) || s.out == "-" {
				return err
			}
			told = nil
		}
		if told == nil {
			return &engine.Error{Kind: engine.KindBusy, Op: "score", Err: errMoved, Hint: "Score when no load is under way."}
		}
		return s.tellTimed(told)
	})
}

// checkAsked checks what contradicts itself, or a server, before anything is asked.
func (s *scoreCommand) checkAsked() error {
	for _, flag := range ofTheFile {
		if s.cmd.Flags().Changed(flag.name) {
			return usageError(flag.instead, "--%s needs the database itself, and --connect asks a server", flag.name)
		}
	}
	switch {
	case s.out == "":
		return usageError("--out scores.parquet", "score needs a file to write to")
	case s.opts.Delta && s.opts.Since == "":
		return usageError("--since LABEL", "--delta needs a snapshot to compare with")
	}
	if s.app.format != "" {
		if err := oneOf("--output", s.app.format, tableFormat, "json"); err != nil {
			return err
		}
	}
	if err := s.chooseFileFormat(); err != nil || s.out == "-" {
		return err
	}
	return checkTarget(s.out, s.force)
}

// askOnce asks for the summary and then for the rows, and takes them only when the ledger stayed what it was.
func (s *scoreCommand) askOnce(ctx context.Context, session door.Session) (*scoreReport, error) {
	report, stop := s.progress()
	defer stop()
	ask := func(ctx context.Context, query string, params map[string]any, each func([]string) error) error {
		rows, err := texts(ctx, session, query, params)
		for _, row := range rows {
			if err == nil {
				err = each(row)
			}
		}
		return err
	}
	report("scoring", 0, 0, "rows")
	scores, err := engine.AskScores(ctx, ask, s.opts)
	if err != nil {
		return nil, err
	}
	told := &scoreReport{ScoreSummary: scores.Summary}
	fill := func(w io.Writer) error {
		result, err := session.Query(ctx, scores.Query, scores.Params)
		if err != nil {
			return err
		}
		defer result.Release()
		told.ScoringSeconds = time.Since(s.started).Seconds()
		src := &tallied{Source: result, into: &told.ScoreSummary, report: func(rows int64) { report("writing", rows, 0, "rows") }}
		if _, err := encode.Write(w, encode.Format(s.format), src, encode.Options{}); err != nil {
			return errors.Join(err, src.err)
		}
		if src.err != nil {
			return src.err
		}
		result.Release()
		still, err := scores.Still(ctx, ask)
		if err == nil && !still {
			err = errMoved
		}
		return err
	}
	if s.out == "-" {
		stop()
		return told, fill(s.stdout)
	}
	if err := writeAtomically(s.out, fill); err != nil {
		return nil, err
	}
	told.Files, err = oneFile(s.out, told.Rows)
	return told, err
}

// tallied counts the rows of scores that go through, and what became of them.
type tallied struct {
	encode.Source
	into   *engine.ScoreSummary
	report func(rows int64)
	err    error
}

// Next moves to the next batch.
func (t *tallied) Next() bool {
	if t.err != nil || !t.Source.Next() {
		return false
	}
	batch := t.Batch()
	var change []string
	if t.into.Since != nil {
		change = columnTexts(batch, 1)
	}
	t.err = t.into.Count(batch.NumRows(), change)
	t.report(t.into.Rows)
	return t.err == nil
}

// columnTexts are the values of a column as text.
func columnTexts(batch arrow.RecordBatch, column int) []string {
	write := encode.Text(batch.Column(column))
	all := make([]string, batch.NumRows())
	for i := range all {
		all[i] = string(write(nil, i))
	}
	return all
}

// plain tells whether nothing is asked for but the rows of the view scores.
func (s *scoreCommand) plain() bool {
	return s.app.format == "" && s.opts.Since == "" && s.opts.Customers == nil
}

// askPlain writes the view scores for a key that may read little else.
func (s *scoreCommand) askPlain(ctx context.Context) error {
	columns := "*"
	if len(s.opts.Columns) > 0 {
		columns = customerColumn
		for _, name := range s.opts.Columns {
			if name = strings.TrimSpace(name); name != customerColumn {
				columns += `, "` + strings.ReplaceAll(name, `"`, `""`) + `"`
			}
		}
	}
	x := &exportCommand{app: s.app, cmd: s.cmd, sql: "select " + columns + " from scores", out: s.out, format: s.format, force: s.force}
	if err := x.run(ctx, nil); err != nil {
		return err
	}
	s.note("note: the key reads the view scores and not what its totals are made of, so none are told")
	return nil
}
