package cli

import (
	"context"
	"io"
	"os"
	"time"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/encode"
)

// scoreReport is the summary for schedulers.
type scoreReport struct {
	engine.ScoreSummary
	Table         string       `json:"table,omitempty"`
	Manifest      string       `json:"manifest,omitempty"` // of several files
	Files         []scoredFile `json:"files,omitempty"`
	Seconds       float64      `json:"seconds"` // from the start of the command
	RowsPerSecond float64      `json:"rows_per_second"`
}

// scoredFile is one file of scores.
type scoredFile struct {
	Path  string            `json:"path"` // as given, or below the folder of the manifest
	Rows  int64             `json:"rows"`
	Bytes int64             `json:"bytes"`
	Of    map[string]string `json:"of,omitempty"` // the values that its rows share; NULL is left out
}

// write scores, writes and tells.
func (s *scoreCommand) write(ctx context.Context, session *engine.Session, report func(string, int64, int64, string), stop func()) error {
	if err := applySettings(ctx, door.Local(session), s.cmd.Flags()); err != nil {
		return err
	}
	report("scoring", 0, 0, "rows")
	if s.out != "" && s.out != "-" && !s.parts.several() && s.format == string(encode.Parquet) {
		return s.writeParquet(ctx, session, stop)
	}
	scores, err := session.Score(ctx, s.opts)
	if err != nil {
		return err
	}
	written := func(rows int64) { report("writing", rows, scores.Summary.Rows, "rows") }
	written(0)
	told := &scoreReport{ScoreSummary: scores.Summary, Table: s.table}
	switch {
	case s.table != "":
		err = scores.SaveAs(ctx, s.table, s.force)
	case s.parts.several():
		told.Files, err = s.parts.write(ctx, scores, s.out, encode.Format(s.format), s.force, written)
		told.Manifest = manifestName(s.out)
	case s.out == "-":
		stop()
		_, err = writeScores(ctx, scores, scores.Whole(), encode.Format(s.format), s.stdout, func(int64) {})
	default:
		err = writeScoreFile(ctx, scores, scores.Whole(), encode.Format(s.format), s.out, written)
		if err == nil {
			told.Files, err = oneFile(s.out, scores.Summary.Rows)
		}
	}
	if err != nil {
		return err
	}
	stop()
	return s.tellTimed(told)
}

// writeParquet writes one file of Parquet while the scores are made.
func (s *scoreCommand) writeParquet(ctx context.Context, session *engine.Session, stop func()) error {
	told := &scoreReport{}
	err := placeAtomically(s.out, func(temp string) (err error) {
		told.ScoreSummary, err = session.ScoreParquet(ctx, temp, s.opts)
		return err
	})
	if err != nil {
		return err
	}
	stop()
	if told.Files, err = oneFile(s.out, told.Rows); err != nil {
		return err
	}
	return s.tellTimed(told)
}

// tellTimed tells what was scored, with the time that it took.
func (s *scoreCommand) tellTimed(told *scoreReport) error {
	told.Seconds = time.Since(s.started).Seconds()
	told.RowsPerSecond = float64(told.Rows) / told.Seconds
	return s.tell(told)
}

func oneFile(path string, rows int64) ([]scoredFile, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	return []scoredFile{{Path: path, Rows: rows, Bytes: info.Size()}}, nil
}

// writeScoreFile writes a part into a file that appears whole or not at all, and reports its rows where they come one batch after another.
func writeScoreFile(ctx context.Context, scores *engine.Scores, part engine.ScorePart, format encode.Format, path string, written func(int64)) error {
	if format == encode.Parquet {
		return placeAtomically(path, func(temp string) error { return scores.WriteParquet(ctx, temp, part) })
	}
	return writeAtomically(path, func(w io.Writer) error {
		_, err := writeScores(ctx, scores, part, format, w, written)
		return err
	})
}

func writeScores(ctx context.Context, scores *engine.Scores, part engine.ScorePart, format encode.Format, w io.Writer, written func(int64)) (int64, error) {
	result, err := scores.Read(ctx, part)
	if err != nil {
		return 0, err
	}
	defer result.Release()
	return encode.Write(w, format, &counted{Source: result, report: written}, encode.Options{})
}

// counted tells how many rows have gone through a source.
type counted struct {
	encode.Source
	report func(rows int64)
	rows   int64
}

// Next moves to the next batch.
func (c *counted) Next() bool {
	if !c.Source.Next() {
		return false
	}
	c.rows += c.Batch().NumRows()
	c.report(c.rows)
	return true
}
