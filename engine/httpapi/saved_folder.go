package httpapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/customer-landscape/landscape/engine"
)

// savedFolder is the folder of saved queries. A file is read when it is asked for and has changed; one with a fault is read each time,
// since what it lacks may have come meanwhile.
type savedFolder struct {
	dir    string // empty: there are none
	engine *engine.Engine
	log    *slog.Logger

	mu    sync.Mutex
	known map[string]savedFile // by the name of the query
}

// savedFile is a saved query as it was when its file was read.
type savedFile struct {
	query    savedQuery
	modified time.Time
	size     int64
}

// mostSavedSQL is how long the file of a saved query may be.
const mostSavedSQL = 1 << 20

// savedEnding is that of the files of saved queries.
const savedEnding = ".sql"

// open takes the folder, empty for none. One that is not there is an error.
func (f *savedFolder) open(dir string, s *Server) error {
	f.dir, f.engine, f.log, f.known = dir, s.engine, s.log, map[string]savedFile{}
	if dir == "" {
		return nil
	}
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is no folder", dir)
	}
	if err != nil {
		return fmt.Errorf("saved queries: %w", err)
	}
	return nil
}

// list reads the whole folder, by name.
func (f *savedFolder) list(ctx context.Context) ([]savedQuery, error) {
	all := []savedQuery{}
	if f.dir == "" {
		return all, nil
	}
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return nil, f.unreadable(err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, entry := range entries {
		name, isSQL := strings.CutSuffix(entry.Name(), savedEnding)
		if !isSQL || entry.IsDir() {
			continue
		}
		query, err := f.read(ctx, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // it went meanwhile
		}
		if err != nil {
			return nil, err
		}
		all = append(all, query)
	}
	return all, nil
}

// find reads one saved query. One that is not there is NOT_FOUND with the nearest that are; one with a fault is NOT_FOUND with the fault.
func (f *savedFolder) find(ctx context.Context, name string) (savedQuery, error) {
	query, err := savedQuery{}, error(fs.ErrNotExist)
	if f.dir != "" && savedName.MatchString(name) {
		f.mu.Lock()
		query, err = f.read(ctx, name)
		f.mu.Unlock()
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return query, f.missing(ctx, name)
	case err != nil:
		return query, err
	case query.Fault != "":
		return query, fault(notFound, fmt.Sprintf("the saved query %s has a fault: %s", name, query.Fault))
	}
	return query, nil
}

func (f *savedFolder) missing(ctx context.Context, name string) error {
	all, err := f.list(ctx)
	if err != nil {
		return err
	}
	var names []string
	for _, q := range all {
		names = append(names, q.Name)
	}
	return unknown(notFound, "saved query", name, names).hinted("GET /v1/saved lists them all.")
}

// read returns a saved query as its file is now. What is wrong with the file stands in Fault; an error is one of reading at all.
func (f *savedFolder) read(ctx context.Context, name string) (savedQuery, error) {
	root, err := os.OpenRoot(f.dir) // no link leads out of the folder
	if err != nil {
		return savedQuery{}, f.unreadable(err)
	}
	defer func() { _ = root.Close() }()
	file, err := root.Open(name + savedEnding)
	if errors.Is(err, fs.ErrNotExist) {
		delete(f.known, name)
		return savedQuery{}, err
	}
	if err != nil {
		return f.keep(savedFile{query: savedQuery{Name: name, Params: []savedParam{}, Columns: []savedColumn{}, Fault: "it cannot be opened: " + said(err)}}), nil
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return savedQuery{}, f.unreadable(err)
	}
	if known, ok := f.known[name]; ok && known.query.Fault == "" && known.modified.Equal(info.ModTime()) && known.size == info.Size() {
		return known.query, nil
	}
	text, err := io.ReadAll(io.LimitReader(file, mostSavedSQL+1))
	if err != nil {
		return savedQuery{}, f.unreadable(err)
	}
	query, err := f.checked(ctx, name, text)
	if ctx.Err() != nil {
		return savedQuery{}, ctx.Err()
	}
	if err != nil {
		query.Fault = said(err)
	}
	return f.keep(savedFile{query: query, modified: info.ModTime(), size: info.Size()}), nil
}

// keep remembers a file, and tells the log of a fault that is new.
func (f *savedFolder) keep(file savedFile) savedQuery {
	if before := f.known[file.query.Name].query.Fault; file.query.Fault != "" && file.query.Fault != before {
		f.log.Warn("a saved query is not served", "name", file.query.Name, "fault", file.query.Fault)
	}
	f.known[file.query.Name] = file
	return file.query
}

// checked parses a file and has the engine plan its statement: it reads, and takes the parameters of the header and no others.
func (f *savedFolder) checked(ctx context.Context, name string, text []byte) (query savedQuery, err error) {
	query = savedQuery{Name: name, Params: []savedParam{}, Columns: []savedColumn{}}
	if !savedName.MatchString(name) {
		return query, errors.New("the file is not named in small letters, digits and underscores")
	}
	if len(text) > mostSavedSQL {
		return query, fmt.Errorf("the file is longer than %d bytes", mostSavedSQL)
	}
	if query, err = parseSaved(name, string(text)); err != nil {
		return query, err
	}
	session, err := f.engine.Read(ctx, engine.ReadOptions{})
	if err != nil {
		return query, err
	}
	defer func() { err = errors.Join(err, session.Close()) }()
	plan, err := session.Describe(ctx, query.sql)
	if err != nil {
		return query, err
	}
	for _, p := range plan.Parameters {
		if !slices.ContainsFunc(query.Params, func(known savedParam) bool { return known.Name == p.Name }) {
			return query, fmt.Errorf("the statement takes $%s, and the header does not have it", p.Name)
		}
	}
	for _, p := range query.Params {
		if !slices.ContainsFunc(plan.Parameters, func(used engine.ParameterInfo) bool { return used.Name == p.Name }) {
			return query, fmt.Errorf("the header has the parameter %s, and the statement does not take it", p.Name)
		}
	}
	for _, c := range plan.Columns {
		query.Columns = append(query.Columns, savedColumn{Name: c.Name, Type: c.Type, Unit: c.Unit})
	}
	return query, nil
}

// unreadable keeps the path of the folder from clients; the log has it.
func (f *savedFolder) unreadable(err error) error {
	f.log.Error("the folder of saved queries cannot be read", "error", err)
	return fault(internal, "the folder of saved queries cannot be read")
}
