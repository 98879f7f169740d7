package encode

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/metadata"
)

// wiping spoils memory when it is freed, as the allocator of a database does sooner or later.
type wiping struct{ memory.Allocator }

func (w wiping) Free(b []byte) {
	for i := range b {
		b[i] = '!'
	}
	w.Allocator.Free(b)
}

// passing makes each batch when it is asked for, and frees the one before.
type passing struct {
	schema     *arrow.Schema
	mem        memory.Allocator
	batches, n int
	batch      arrow.RecordBatch
}

func (p *passing) Schema() *arrow.Schema    { return p.schema }
func (p *passing) Batch() arrow.RecordBatch { return p.batch }
func (p *passing) Err() error               { return nil }

func (p *passing) Next() bool {
	if p.batch != nil {
		p.batch.Release()
		p.batch = nil
	}
	if p.n == p.batches {
		return false
	}
	b := array.NewRecordBuilder(p.mem, p.schema)
	defer b.Release()
	for i := range 2048 {
		b.Field(0).(*array.StringBuilder).Append(fmt.Sprintf("customer %07d", p.n*2048+i))
	}
	p.n++
	p.batch = b.NewRecordBatch()
	return true
}

// TestParquetStatistics writes more than one row group of texts. Readers leave row groups out by the least and the greatest value, so a
// wrong one loses rows.
func TestParquetStatistics(t *testing.T) {
	checked := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer checked.AssertSize(t, 0)
	src := &passing{schema: arrow.NewSchema([]arrow.Field{{Name: "customer_id", Type: arrow.BinaryTypes.String, Nullable: true}}, nil),
		mem: wiping{checked}, batches: 150}
	var out bytes.Buffer
	if _, err := Write(&out, Parquet, src, Options{}); err != nil {
		t.Fatal(err)
	}
	read, err := file.NewParquetReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if root := read.MetaData().Schema.Root().RepetitionType(); root != parquet.Repetitions.Required {
		t.Errorf("the root is %v, and readers that count it would read lists", root)
	}
	first := 0
	for g := range read.NumRowGroups() {
		group := read.RowGroup(g)
		column, err := group.MetaData().ColumnChunk(0)
		if err != nil {
			t.Fatal(err)
		}
		stats, err := column.Statistics()
		if err != nil {
			t.Fatal(err)
		}
		texts := stats.(*metadata.ByteArrayStatistics)
		last := first + int(group.NumRows()) - 1
		least, greatest := fmt.Sprintf("customer %07d", first), fmt.Sprintf("customer %07d", last)
		if string(texts.Min()) != least || string(texts.Max()) != greatest {
			t.Errorf("row group %d: from %q to %q, want %q to %q", g, texts.Min(), texts.Max(), least, greatest)
		}
		first = last + 1
	}
	if first != 150*2048 {
		t.Errorf("%d rows, want %d", first, 150*2048)
	}
}
