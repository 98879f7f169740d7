package ledgergen_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
)

// The record batches and the CSV are two spellings of one ledger.
func TestRecordsEqualCSV(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	l := newLedger(t, ledgergen.Config{Lines: 20_000})
	text, manifest := linesOf(t, ledgergen.Config{Lines: 20_000})
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	reader := l.Records(mem, 3000)
	defer reader.Release()
	n := 1 // behind the header
	for reader.Next() {
		batch := reader.RecordBatch()
		if batch.NumRows() < 3000 && int64(n)-1+batch.NumRows() < manifest.Lines {
			t.Errorf("a batch of %d rows", batch.NumRows())
		}
		for i := range int(batch.NumRows()) {
			for c := range int(batch.NumCols()) {
				if got, want := cell(batch.Column(c), i), number(rows[n][c], c); got != want {
					t.Fatalf("line %d, %s: %q in the batch, %q in the file", n, rows[0][c], got, want)
				}
			}
			n++
		}
	}
	if reader.Err() != nil || n != len(rows) {
		t.Errorf("%d of %d lines, error %v", n-1, len(rows)-1, reader.Err())
	}
}

// cell is a value as text; decimals without trailing zeros.
func cell(column arrow.Array, i int) string {
	if column.IsNull(i) {
		return ""
	}
	text := column.ValueStr(i)
	if _, ok := column.(*array.Decimal128); ok {
		return trim(text)
	}
	return text
}

func number(text string, column int) string {
	if column >= 7 && column <= 9 {
		return trim(text)
	}
	return text
}

func trim(text string) string {
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}
