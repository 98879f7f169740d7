package cli

import (
	"context"
	"io"
	"os"
	"time"

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
	if err := applySettings(ctx, session, s.cmd.Flags()); err != nil {
		return err
	}
	unwatch := watchSession(ctx, session, report, "scoring")
	scores, err := session.Score(ctx, s.opts)
	unwatch()
	if err != nil {
		return err
	}
	told := &scoreReport{ScoreSummary: scores.Summary, Table: s.table}
	switch {
	case s.table != "":
		report("writing", 0, 0, "rows")
		err = scores.SaveAs(ctx, s.table, s.force)
	case s.parts.several():
		told.Files, err = s.parts.write(ctx, scores, s.out, encode.Format(s.format), s.force, report)
		told.Manifest = manifestName(s.out)
	case s.out == "-":
		stop()
		_, err = writeScores(ctx, scores, scores.Whole(), encode.Format(s.format), s.stdout)
	default:
		report("writing", 0, 0, "rows")
		err = writeScoreFile(ctx, scores, scores.Whole(), encode.Format(s.format), s.out)
		if err == nil {
			told.Files, err = oneFile(s.out, scores.Summary.Rows)
		}
	}
	if err != nil {
		return err
	}
	stop()
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

// writeScoreFile writes a part into a file that appears whole or not at all.
func writeScoreFile(ctx context.Context, scores *engine.Scores, part engine.ScorePart, format encode.Format, path string) error {
	if format == encode.Parquet {
		return placeAtomically(path, func(temp string) error { return scores.WriteParquet(ctx, temp, part) })
	}
	return writeAtomically(path, func(w io.Writer) error {
		_, err := writeScores(ctx, scores, part, format, w)
		return err
	})
}

func writeScores(ctx context.Context, scores *engine.Scores, part engine.ScorePart, format encode.Format, w io.Writer) (int64, error) {
	result, err := scores.Read(ctx, part)
	if err != nil {
		return 0, err
	}
	defer result.Release()
	return encode.Write(w, format, result, encode.Options{})
}

// watchEvery is how often the progress of a statement is asked for.
const watchEvery = 200 * time.Millisecond

// watchSession reports how far the statement of a session is, until the returned function is called.
func watchSession(ctx context.Context, session *engine.Session, report func(string, int64, int64, string), phase string) (stop func()) {
	report(phase, 0, 0, "rows")
	if session.WatchProgress(ctx) != nil {
		return func() {} // it is for show
	}
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(watchEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				if n, of, known := session.Progress(); known {
					report(phase, n, of, "rows")
				}
			case <-done:
				return
			}
		}
	}()
	return func() {
		close(done)
		<-ended
	}
}
