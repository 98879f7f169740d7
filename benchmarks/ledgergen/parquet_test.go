package ledgergen_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
)

// manyLines fill more than one row group.
var manyLines = ledgergen.Config{Lines: 130_000, Delivery: true}

func write(t *testing.T, f ledgergen.Format) ([]byte, ledgergen.Manifest) {
	t.Helper()
	var out bytes.Buffer
	m, err := newLedger(t, manyLines).WriteLinesIn(f, &out)
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), m
}

// Parquet holds, cell by cell, what the record batches hold.
func TestParquetEqualsRecords(t *testing.T) {
	text, m := write(t, ledgergen.Parquet)
	reader, err := file.NewParquetReader(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if n := reader.NumRowGroups(); n != 2 || reader.NumRows() != m.Lines {
		t.Errorf("%d row groups with %d rows, the manifest says %d", n, reader.NumRows(), m.Lines)
	}
	open, err := pqarrow.NewFileReader(reader, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := open.ReadTable(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer table.Release()
	records := newLedger(t, manyLines).Records(memory.DefaultAllocator, int(m.Lines))
	defer records.Release()
	if !records.Next() {
		t.Fatal("no records")
	}
	want := records.RecordBatch()
	for i := range int(want.NumCols()) {
		got, err := array.Concatenate(table.Column(i).Data().Chunks(), memory.DefaultAllocator)
		if err != nil {
			t.Fatal(err)
		}
		if name := want.ColumnName(i); table.Schema().Field(i).Name != name || !arrow.TypeEqual(got.DataType(), want.Column(i).DataType()) || !array.Equal(got, want.Column(i)) {
			t.Errorf("column %s differs", name)
		}
		got.Release()
	}
}

func TestArrowHoldsTheManifest(t *testing.T) {
	text, m := write(t, ledgergen.Arrow)
	stream, err := ipc.NewReader(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Release()
	var rows int64
	for stream.Next() {
		rows += stream.RecordBatch().NumRows()
	}
	if stream.Err() != nil || rows != m.Lines {
		t.Errorf("%d rows, the manifest says %d: %v", rows, m.Lines, stream.Err())
	}
}

// fullAfter is a disk that takes so many bytes.
type fullAfter int

var errFull = errors.New("no space left")

func (f *fullAfter) Write(b []byte) (int, error) {
	if *f -= fullAfter(len(b)); *f < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestWritersTellAFullDisk(t *testing.T) {
	for _, f := range []ledgergen.Format{ledgergen.CSV, ledgergen.Parquet, ledgergen.Arrow} {
		disk := fullAfter(100_000)
		if _, err := newLedger(t, manyLines).WriteLinesIn(f, &disk); !errors.Is(err, errFull) {
			t.Errorf("%s: %v", f, err)
		}
	}
	if _, err := newLedger(t, manyLines).WriteLinesIn("xml", new(bytes.Buffer)); err == nil {
		t.Error("an unknown format is accepted")
	}
}
