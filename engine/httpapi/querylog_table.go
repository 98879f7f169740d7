package httpapi

import (
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/httpapi/querylog"
)

// logColumns are the columns of /v1/querylog.
var logColumns = []engine.Column{
	{Name: "query_id", Type: "VARCHAR"}, {Name: "state", Type: "VARCHAR"}, {Name: "key", Type: "VARCHAR"}, {Name: "address", Type: "VARCHAR"},
	{Name: "route", Type: "VARCHAR"}, {Name: "sql", Type: "VARCHAR"}, {Name: "tag", Type: "VARCHAR"}, {Name: "trace_id", Type: "VARCHAR"},
	{Name: "started_at", Type: "TIMESTAMP WITH TIME ZONE"}, {Name: "ended_at", Type: "TIMESTAMP WITH TIME ZONE"}, {Name: "status", Type: "INTEGER"},
	{Name: "code", Type: "VARCHAR"}, {Name: "rows", Type: "BIGINT"}, {Name: "queued_ms", Type: "DOUBLE"}, {Name: "total_ms", Type: "DOUBLE"},
}

var instantType = &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}

var logTypes = map[string]arrow.DataType{"VARCHAR": arrow.BinaryTypes.String, "TIMESTAMP WITH TIME ZONE": instantType, "INTEGER": arrow.PrimitiveTypes.Int32,
	"BIGINT": arrow.PrimitiveTypes.Int64, "DOUBLE": arrow.PrimitiveTypes.Float64}

// logTable is the query log as one record batch that encode reads.
type logTable struct {
	batch arrow.RecordBatch
	read  bool
}

// newLogTable fills the columns in the order of logColumns. What is empty or not known is NULL.
func newLogTable(found []querylog.Query) *logTable {
	fields := make([]arrow.Field, len(logColumns))
	for i, c := range logColumns {
		fields[i] = arrow.Field{Name: c.Name, Type: logTypes[c.Type], Nullable: true}
	}
	builder := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	defer builder.Release()
	for _, q := range found {
		over := !q.EndedAt.IsZero()
		for i, value := range []any{q.ID, q.State, q.Key, q.Address, q.Route, q.SQL, q.Tag, q.Trace, q.StartedAt, q.EndedAt, int32(q.End.Status), q.End.Code,
			q.End.Rows, q.End.Queued.Seconds() * 1000, q.End.Total.Seconds() * 1000} {
			appendLogged(builder.Field(i), value, over)
		}
	}
	return &logTable{batch: builder.NewRecordBatch()}
}

// appendLogged appends a value; numbers stand only where the query is over.
func appendLogged(column array.Builder, value any, over bool) {
	switch b := column.(type) {
	case *array.StringBuilder:
		if value != "" {
			b.Append(value.(string))
			return
		}
	case *array.TimestampBuilder:
		if at := value.(time.Time); !at.IsZero() {
			b.Append(arrow.Timestamp(at.UnixMicro()))
			return
		}
	case *array.Int32Builder:
		if over {
			b.Append(value.(int32))
			return
		}
	case *array.Int64Builder:
		if over {
			b.Append(value.(int64))
			return
		}
	case *array.Float64Builder:
		if over {
			b.Append(value.(float64))
			return
		}
	}
	column.AppendNull()
}

// Schema, Next, Batch and Err are those of encode.Source.
func (t *logTable) Schema() *arrow.Schema { return t.batch.Schema() }

// Next moves to the one batch.
func (t *logTable) Next() bool {
	first := !t.read
	t.read = true
	return first && t.batch.NumRows() > 0
}

// Batch is the one batch.
func (t *logTable) Batch() arrow.RecordBatch { return t.batch }

// Err is nil: everything is there.
func (t *logTable) Err() error { return nil }

func (t *logTable) release() { t.batch.Release() }
