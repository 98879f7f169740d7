package enginetest

import (
	"context"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/customer-landscape/landscape/engine"
)

// Open opens an empty ledger in a file of its own and closes it at the end of the test.
func Open(tb testing.TB) *engine.Engine {
	tb.Helper()
	image, err := emptyLedger()
	if err != nil {
		tb.Fatal(err)
	}
	return openImage(tb, image)
}

// openImage opens a copy of a database file and closes it at the end of the test.
func openImage(tb testing.TB, image []byte) *engine.Engine {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "test.landscape")
	if err := os.WriteFile(path, image, 0o600); err != nil {
		tb.Fatal(err)
	}
	e, err := engine.Open(context.Background(), engine.Options{Path: path})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := e.Close(); err != nil {
			tb.Error(err)
		}
	})
	return e
}

// emptyLedger is the content of a new database file. It is made once, since DuckDB binds every view when it is created; a copy
// opens in milliseconds.
var emptyLedger = sync.OnceValues(func() (image []byte, err error) {
	dir, err := os.MkdirTemp("", "landscape-test-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "empty.landscape")
	e, err := engine.Open(context.Background(), engine.Options{Path: path, Create: true})
	if err != nil {
		return nil, err
	}
	if err := e.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// Session opens a session and closes it at the end of the test.
func Session(tb testing.TB, e *engine.Engine) *engine.Session {
	tb.Helper()
	s, err := e.Session(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// Query returns the rows of one statement. Decimals come as *big.Rat, dates as Day, whole numbers as int64; values of other types
// as their text.
func Query(tb testing.TB, s *engine.Session, sql string) []Record {
	tb.Helper()
	result, err := s.Query(context.Background(), sql, nil)
	if err != nil {
		tb.Fatalf("%v\n%s", err, sql)
	}
	defer result.Release()
	var rows []Record
	for result.Next() {
		batch := result.Batch()
		for i := range int(batch.NumRows()) {
			row := Record{}
			for c, column := range batch.Columns() {
				row[batch.ColumnName(c)] = cell(column, i)
			}
			rows = append(rows, row)
		}
	}
	if err := result.Err(); err != nil {
		tb.Fatalf("%v\n%s", err, sql)
	}
	return rows
}

func cell(column arrow.Array, i int) any {
	if column.IsNull(i) {
		return nil
	}
	switch c := column.(type) {
	case *array.String:
		return strings.Clone(c.Value(i)) // the batch owns the text
	case *array.Boolean:
		return c.Value(i)
	case *array.Int32:
		return int64(c.Value(i))
	case *array.Int64:
		return c.Value(i)
	case *array.Float64:
		return c.Value(i)
	case *array.Date32:
		return Day(c.Value(i))
	case *array.Decimal128:
		return decimal(c.Value(i).BigInt(), c.DataType().(*arrow.Decimal128Type).Scale)
	default:
		return column.ValueStr(i)
	}
}

func decimal(n *big.Int, scale int32) *big.Rat {
	return new(big.Rat).SetFrac(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil))
}

// Fill puts a ledger into an engine through its loader, all of its tables, and returns the loads in their order.
func Fill(tb testing.TB, e *engine.Engine, l Ledger) []int64 {
	tb.Helper()
	if l.Base != "" {
		if err := e.SetSetting(context.Background(), "base_currency", l.Base); err != nil {
			tb.Fatal(err)
		}
	}
	var loads []int64
	load := func(table string, reader array.RecordReader) {
		defer reader.Release()
		summary, err := e.LoadRecords(context.Background(), reader, engine.LoadOptions{Into: table, OnOverlap: engine.OverlapAdd})
		if err != nil {
			tb.Fatalf("%s: %v", table, err)
		}
		loads = append(loads, summary.LoadID)
	}
	tables := Tables(tb, l)
	for _, table := range sortedKeys(tables) {
		load(table, tables[table])
	}
	load("invoice_lines", LineRecords(tb, l.Lines))
	return loads
}

// Empty takes the loads back, the last one first, and the base currency with them.
func Empty(tb testing.TB, e *engine.Engine, loads []int64) {
	tb.Helper()
	for i := len(loads) - 1; i >= 0; i-- {
		if _, err := e.Unload(context.Background(), loads[i]); err != nil {
			tb.Fatal(err)
		}
	}
	if err := e.SetSetting(context.Background(), "base_currency", "default"); err != nil {
		tb.Fatal(err)
	}
}
