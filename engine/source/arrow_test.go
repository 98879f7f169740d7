package source

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/float16"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// batches writes two batches with a dictionary of text as an IPC file or stream.
func batches(t testing.TB, stream bool, opts ...ipc.Option) []byte {
	t.Helper()
	dict := &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "id", Type: arrow.PrimitiveTypes.Int64},
		{Name: "segment", Type: dict, Nullable: true},
		{Name: "rate", Type: arrow.FixedWidthTypes.Float16},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	var buf bytes.Buffer
	var write func(arrow.RecordBatch) error
	var finish func() error
	opts = append(opts, ipc.WithSchema(schema))
	if stream {
		w := ipc.NewWriter(&buf, opts...)
		write, finish = w.Write, w.Close
	} else {
		w, err := ipc.NewFileWriter(&buf, opts...)
		if err != nil {
			t.Fatal(err)
		}
		write, finish = w.Write, w.Close
	}
	for i := range 2 {
		for j := range 500 {
			b.Field(0).(*array.Int64Builder).Append(int64(i*500 + j))
			b.Field(2).(*array.Float16Builder).Append(float16.New(0.5))
			if seg := b.Field(1).(*array.BinaryDictionaryBuilder); j%3 == 0 {
				seg.AppendNull()
			} else if err := seg.AppendString([]string{"Consumer", "Corporate"}[j%2]); err != nil {
				t.Fatal(err)
			}
		}
		rec := b.NewRecordBatch()
		if err := write(rec); err != nil {
			t.Fatal(err)
		}
		rec.Release()
	}
	if err := finish(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestArrow(t *testing.T) {
	for name, content := range map[string][]byte{
		"file":        batches(t, false),
		"stream":      batches(t, true),
		"lz4 file":    batches(t, false, ipc.WithLZ4()),
		"zstd file":   batches(t, false, ipc.WithZstd()),
		"lz4 stream":  batches(t, true, ipc.WithLZ4()),
		"zstd stream": batches(t, true, ipc.WithZstd()),
		"stream gz":   gzipped(t, string(batches(t, true))),
	} {
		t.Run(name, func(t *testing.T) {
			in, err := open(t, write(t, "x.arrow", content), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(in.Columns); in.Rows != 1000 || got != "[{id BIGINT} {segment VARCHAR} {rate FLOAT}]" || !in.IsRecords() {
				t.Errorf("%d rows of %s", in.Rows, got)
			}
			for range 2 { // every reader starts anew
				r, err := in.OpenRecords(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				var sum int64
				words := map[string]int{}
				for r.Next() {
					b := r.RecordBatch()
					seg, ok := b.Column(1).(*array.String)
					if !ok || b.Column(2).DataType().ID() != arrow.FLOAT32 || !b.Schema().Equal(r.Schema()) {
						t.Fatalf("columns are %v", b.Schema())
					}
					for i := range int(b.NumRows()) {
						sum += b.Column(0).(*array.Int64).Value(i)
						if words[seg.ValueStr(i)]++; seg.IsNull(i) != (i%3 == 0) {
							t.Fatalf("row %d: NULL is %v", i, seg.IsNull(i))
						}
					}
				}
				if err := r.Err(); err != nil {
					t.Fatal(err)
				}
				r.Release()
				if sum != 999*1000/2 || words["Consumer"]+words["Corporate"] != 666 {
					t.Errorf("sum %d, words %v", sum, words)
				}
			}
		})
	}
}

func TestArrowDamaged(t *testing.T) {
	for name, content := range map[string][]byte{"file": batches(t, false, ipc.WithLZ4()), "stream": batches(t, true, ipc.WithLZ4())} {
		for size := 20; size < len(content)-8; size += 37 { // a stream may lack the eight bytes of its end mark
			if _, err := open(t, write(t, "x.arrow", content[:size]), Options{}); err == nil {
				t.Errorf("the first %d of %d bytes of a %s are read", size, len(content), name)
			}
		}
	}
}
