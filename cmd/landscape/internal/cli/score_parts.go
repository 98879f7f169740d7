package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/encode"
)

// scoreParts say how scores are divided into files.
type scoreParts struct {
	by   []string
	rows int64
}

func (p scoreParts) several() bool { return len(p.by) > 0 || p.rows > 0 }

// scoreManifest lists the files of a folder. While the folder is written it lists those that are finished.
type scoreManifest struct {
	State    string               `json:"state"` // equal for equal scores, divided in the same way
	Complete bool                 `json:"complete"`
	Summary  *engine.ScoreSummary `json:"summary,omitempty"`
	Files    []scoredFile         `json:"files"`
}

func manifestName(folder string) string { return filepath.Join(folder, "manifest.json") }

// partialName is the folder in which the files stand until all are written.
func partialName(folder string) string {
	return filepath.Join(filepath.Dir(folder), "."+filepath.Base(folder)+".partial")
}

// check refuses a folder that exists, unless it may be replaced and is one of scores.
func (p scoreParts) check(folder string, force bool) error {
	_, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(filepath.Dir(folder)); err != nil {
			return usageError("mkdir -p "+filepath.Dir(folder), "the folder of %s does not exist", folder)
		}
		return nil
	case err != nil:
		return usageError("", "%s: %v", folder, err)
	case !force:
		return usageError("--force", "%s exists already", folder)
	}
	if _, err := readManifest(folder); err != nil {
		return usageError("", "%s has no manifest.json of scores, so it is not replaced", folder)
	}
	return nil
}

// write fills the folder beside the one wanted, goes on where an earlier run of the same scores was stopped, and puts it in place.
func (p scoreParts) write(ctx context.Context, scores *engine.Scores, folder string, format encode.Format, force bool,
	written func(rows int64)) ([]scoredFile, error) {
	parts, err := p.divide(ctx, scores)
	if err != nil {
		return nil, err
	}
	state, err := scores.State(ctx)
	if err != nil {
		return nil, err
	}
	partial := partialName(folder)
	m := &scoreManifest{State: fmt.Sprintf("%s %s %v %d", state, format, p.by, p.rows), Files: []scoredFile{}}
	if earlier, err := readManifest(partial); err == nil && earlier.State == m.State {
		m.Files = earlier.Files
	} else if err := os.RemoveAll(partial); err != nil {
		return nil, err
	}
	finished := map[string]bool{}
	rows := int64(0)
	for _, f := range m.Files {
		if info, err := os.Stat(filepath.Join(partial, f.Path)); err == nil && info.Size() == f.Bytes {
			finished[f.Path] = true
			rows += f.Rows
		}
	}
	for i, part := range parts {
		name := partName(part, i, format)
		if finished[name] {
			continue
		}
		written(rows)
		path := filepath.Join(partial, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		if err := writeScoreFile(ctx, scores, part, format, path, func(n int64) { written(rows + n) }); err != nil {
			return nil, err
		}
		files, err := oneFile(path, part.Rows)
		if err != nil {
			return nil, err
		}
		files[0].Path, files[0].Of = name, shared(part)
		m.Files = append(m.Files, files[0])
		if err := m.store(partial); err != nil {
			return nil, err
		}
		rows += part.Rows
	}
	m.Complete, m.Summary = true, &scores.Summary
	if err := os.MkdirAll(partial, 0o755); err != nil {
		return nil, err
	}
	if err := m.store(partial); err != nil {
		return nil, err
	}
	return m.Files, replaceFolder(partial, folder, force)
}

func (p scoreParts) divide(ctx context.Context, scores *engine.Scores) ([]engine.ScorePart, error) {
	if p.rows > 0 {
		return scores.PartsOf(ctx, p.rows)
	}
	return scores.PartsBy(ctx, p.by)
}

// partName is scores-00001.parquet, or tier=A/scores.parquet as DuckDB, Spark and others read it back.
func partName(part engine.ScorePart, i int, format encode.Format) string {
	if len(part.Values) == 0 {
		return fmt.Sprintf("scores-%05d.%s", i+1, format)
	}
	var folders []string
	for _, v := range part.Values {
		value := url.PathEscape(v.Value)
		if v.IsNull {
			value = "__HIVE_DEFAULT_PARTITION__"
		}
		folders = append(folders, v.Column+"="+value)
	}
	return filepath.Join(append(folders, "scores."+string(format))...)
}

func shared(part engine.ScorePart) map[string]string {
	of := map[string]string{}
	for _, v := range part.Values {
		if !v.IsNull {
			of[v.Column] = v.Value
		}
	}
	return of
}

func readManifest(folder string) (*scoreManifest, error) {
	text, err := os.ReadFile(manifestName(folder))
	if err != nil {
		return nil, err
	}
	var m scoreManifest
	return &m, json.Unmarshal(text, &m)
}

func (m *scoreManifest) store(folder string) error {
	return writeAtomically(manifestName(folder), func(w io.Writer) error { return writeJSON(w, m) })
}

// replaceFolder puts a folder in the place of another, which is set aside for the moment between.
func replaceFolder(from, to string, force bool) error {
	if !force {
		return os.Rename(from, to)
	}
	aside := filepath.Join(filepath.Dir(to), "."+filepath.Base(to)+".replaced")
	if err := os.RemoveAll(aside); err != nil {
		return err
	}
	if err := ignoreMissing(os.Rename(to, aside)); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return errors.Join(err, ignoreMissing(os.Rename(aside, to)))
	}
	return os.RemoveAll(aside)
}
