package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"github.com/customer-landscape/landscape/engine/allocator"
	"github.com/customer-landscape/landscape/udf"
)

// duckdbShare is the part of the process's memory that DuckDB may use, in percent; it exceeds its limit by up to 35 %.
const duckdbShare = 65

// goShare is the part up to which Go's collector may let its memory grow, in percent, before it collects more often. It counts what Go holds
// alone: records between two steps, and the program itself.
const goShare = 20

// storageVersion is the format of new files. From it on texts are compressed by one method in place of two that are tried against each
// other, which takes a quarter of the processor time of writing lines. A program with an older DuckDB than this cannot open the file.
const storageVersion = "v1.3.0"

// lateRows is up to how many rows of a sorted table DuckDB first finds by the columns that sort them, and reads whole only then. It says 50 by
// itself; the first hundred customers by rank took twenty times as long with that.
const lateRows = "1000"

// connect opens the database and the pool of connections. Connections are never kept idle: temporary tables and variables of one
// user must not reach the next.
func (e *Engine) connect(ctx context.Context, opts Options) error {
	if opts.Threads < 0 {
		return &Error{Kind: KindInvalid, Op: "open", Object: "threads " + strconv.Itoa(opts.Threads),
			Err: fmt.Errorf("the number of threads is 1 or more, or 0 for the number of cores")}
	}
	temp, err := e.tempDir(opts)
	if err != nil {
		return databaseError(e.name(), "", "%w", err)
	}
	config := url.Values{
		"temp_directory":                {temp},
		"preserve_insertion_order":      {"false"},
		"autoinstall_known_extensions":  {"false"},
		"late_materialization_max_rows": {lateRows},
		// new files alone: an older one keeps its own
		"storage_compatibility_version": {storageVersion},
	}
	if opts.Threads > 0 {
		config.Set("threads", strconv.Itoa(opts.Threads))
	}
	if opts.ReadOnly {
		config.Set("access_mode", "READ_ONLY")
	}
	connector, err := duckdb.NewConnector(e.path+"?"+config.Encode(), nil)
	if err != nil {
		return openError(e.name(), err)
	}
	e.db = sql.OpenDB(connector)
	e.db.SetMaxIdleConns(0)
	if err := e.fixZone(ctx); err != nil {
		return err
	}
	if err := e.limitMemory(ctx, opts.MemoryLimit); err != nil {
		return err
	}
	if err := e.limitTemp(ctx, opts.MaxTempSize); err != nil {
		return err
	}
	return e.read(ctx, func(_ context.Context, conn *sql.Conn) error { return udf.Register(conn) })
}

// limitMemory gives DuckDB its share. DuckDB's own default is 80 % of the memory of the machine or the container, from which the
// whole is known on every system.
func (e *Engine) limitMemory(ctx context.Context, limit string) error {
	return e.read(ctx, func(ctx context.Context, conn *sql.Conn) error {
		var byDefault string
		if err := e.queryRow(ctx, conn, "SELECT current_setting('memory_limit')", nil, &byDefault); err != nil {
			return classify("open", e.name(), err)
		}
		eighty, err := ParseSize(byDefault, 0)
		if err != nil {
			return err
		}
		explicit := limit != ""
		if !explicit {
			limit = "80%"
		}
		bytes, err := ParseSize(limit, eighty/0.8)
		if err == nil && bytes < 64e6 {
			err = errors.New("it is too small; at least 64MB are needed")
		}
		if err != nil {
			return &Error{Kind: KindInvalid, Op: "open", Object: "memory limit " + limit, Err: err, Hint: "Write it as 4GB, 512MiB or 50%."}
		}
		e.memory = int64(bytes)
		if explicit {
			debug.SetMemoryLimit(int64(bytes * goShare / 100))
			allocator.GiveBackAtOnce()
		}
		_, err = e.exec(ctx, conn, fmt.Sprintf("SET memory_limit = '%dKiB'", int64(bytes*duckdbShare/100)>>10))
		return err
	})
}

// limitTemp bounds what DuckDB spills to disk.
func (e *Engine) limitTemp(ctx context.Context, limit string) error {
	if limit == "" {
		return nil
	}
	bytes, err := ParseSize(limit, 0)
	if err == nil && bytes < 1e6 {
		err = errors.New("it is too small; at least 1MB are needed")
	}
	if err != nil {
		return &Error{Kind: KindInvalid, Op: "open", Object: "temp size " + limit, Err: err, Hint: "Write it as 10GB or 512MiB."}
	}
	e.maxTemp = int64(bytes)
	return e.read(ctx, func(ctx context.Context, conn *sql.Conn) error {
		return classify("open", e.name(), e.setTemp(ctx, conn, e.maxTemp))
	})
}

// setTemp bounds the folder for what does not fit into memory to so many bytes, or to most of what the disk has left where bytes is 0.
func (e *Engine) setTemp(ctx context.Context, conn *sql.Conn, bytes int64) error {
	statement := "RESET GLOBAL max_temp_directory_size"
	if bytes > 0 {
		statement = fmt.Sprintf("SET max_temp_directory_size = '%dKiB'", bytes>>10)
	}
	_, err := e.exec(ctx, conn, statement)
	return err
}

// boundSpill bounds that folder to twice the memory of the process until the returned function is called.
func (e *Engine) boundSpill(ctx context.Context, conn *sql.Conn) (restore func()) {
	bound := 2 * e.memory
	if free, ok := diskSpace(filepath.Dir(e.path)); ok {
		bound = min(bound, free/10*9)
	}
	if e.maxTemp > 0 && e.maxTemp <= bound || e.setTemp(ctx, conn, bound) != nil {
		return func() {}
	}
	return func() {
		if err := e.setTemp(context.WithoutCancel(ctx), conn, e.maxTemp); err != nil {
			e.log.Warn("what is spilled stays bounded", "database", e.name(), "error", err)
		}
	}
}

// fixZone gives every connection the same zone: days must not depend on that of the machine. A connection of its own zone sets it for itself.
func (e *Engine) fixZone(ctx context.Context) error {
	return e.read(ctx, func(ctx context.Context, conn *sql.Conn) error {
		_, err := e.exec(ctx, conn, "SET GLOBAL TimeZone = 'UTC'")
		return classify("open", e.name(), err)
	})
}

func (e *Engine) tempDir(opts Options) (string, error) {
	switch {
	case opts.TempDir != "":
		return opts.TempDir, nil
	case e.path != "":
		return e.path + ".tmp", nil
	}
	dir, err := os.MkdirTemp("", "landscape-")
	e.scratch = dir
	return dir, err
}

func (e *Engine) removeScratch() error {
	if e.scratch == "" {
		return nil
	}
	return os.RemoveAll(e.scratch)
}

var sizePattern = regexp.MustCompile(`^\s*([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]+|%)\s*$`)

var sizeUnits = map[string]float64{
	"b": 1, "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9, "t": 1e12, "tb": 1e12,
	"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
}

// ParseSize reads a size as 4GB, 512MiB or 80% and gives it in bytes; a percentage is one of whole, which is in bytes too. The error says what
// is wrong with the text, and neither repeats it nor names its setting, which the caller does.
func ParseSize(text string, whole float64) (float64, error) {
	m := sizePattern.FindStringSubmatch(text)
	if m == nil {
		return 0, errors.New("it is not a number with a unit")
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return 0, err
	}
	if m[2] == "%" {
		if n <= 0 || n > 100 {
			return 0, errors.New("it is not between 0% and 100%")
		}
		return n / 100 * whole, nil
	}
	unit, ok := sizeUnits[strings.ToLower(m[2])]
	if !ok {
		return 0, fmt.Errorf("the unit %q is unknown", m[2])
	}
	return n * unit, nil
}
