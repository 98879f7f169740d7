package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// Keep copies record batches of one schema into a temporary table of the session, in place of one of that name. The table is gone with
// the session. The batches stay the caller's.
func (s *Session) Keep(ctx context.Context, table string, schema *arrow.Schema, batches []arrow.RecordBatch) error {
	switch {
	case s.isClosed():
		return &Error{Kind: KindInvalid, Op: "keep", Object: table, Err: ErrClosed}
	case ctx.Err() != nil:
		return classify("keep", table, ctx.Err())
	}
	s.endResult()
	reader, err := array.NewRecordReader(schema, batches)
	if err != nil {
		return &Error{Kind: KindInvalid, Op: "keep", Object: table, Err: fmt.Errorf("the batches do not fit the schema: %w", err)}
	}
	defer reader.Release()
	if _, err := s.engine.exec(ctx, s.conn, "DROP TABLE IF EXISTS temp."+quoteName(table)); err != nil {
		return classify("keep", table, err)
	}
	fill := func() error { return copyRecords(ctx, s.conn, reader, table) }
	if s.engine.readOnly {
		return classify("keep", table, s.aside(ctx, fill))
	}
	return classify("keep", table, fill())
}

// aside calls fn while a database in memory is the current one: records arrive as a view for a moment, and a database that is open for
// reading takes none.
func (s *Session) aside(ctx context.Context, fn func() error) (err error) {
	var catalogue, schema string
	if err := s.engine.queryRow(ctx, s.conn, "SELECT current_catalog(), current_schema()", nil, &catalogue, &schema); err != nil {
		return err
	}
	name := quoteName(fmt.Sprintf("landscape_aside_%p", s))
	if _, err := s.engine.exec(ctx, s.conn, "ATTACH ':memory:' AS "+name+" (READ_WRITE)"); err != nil {
		return err
	}
	back := context.WithoutCancel(ctx)
	defer func() {
		_, used := s.engine.exec(back, s.conn, "USE "+quoteName(catalogue)+"."+quoteName(schema))
		_, detached := s.engine.exec(back, s.conn, "DETACH "+name)
		err = errors.Join(err, used, detached)
	}()
	if _, err := s.engine.exec(ctx, s.conn, "USE "+name); err != nil {
		return err
	}
	return fn()
}
