package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/customer-landscape/landscape/queries"
)

// copyName is the name under which the copy is attached.
const copyName = "landscape_copy"

// Compact writes the database into a new file without the space that deleted rows still take; the database itself stays as it is. A
// target that exists is refused. The copy is made under another name beside the target and renamed when every table holds as many
// rows as the original, so a file called out is always whole. Writes wait until it is done.
func (e *Engine) Compact(ctx context.Context, out string) (err error) {
	target, err := locate(Options{Path: out, Create: true})
	switch {
	case err != nil:
		return err
	case target.path == "":
		return &Error{Kind: KindInvalid, Op: "compact", Object: e.name(), Err: errors.New("the target is a file")}
	case !target.made:
		return &Error{Kind: KindInvalid, Op: "compact", Object: out, Err: errors.New("the file exists"),
			Hint: "Name a new file, or remove this one first."}
	}
	release, err := e.lockWriter(ctx)
	if err != nil {
		return classify("compact", e.name(), err)
	}
	defer release()
	temp := location{path: filepath.Join(filepath.Dir(target.path), "."+filepath.Base(target.path)+".partial"), made: true}
	if err := temp.undo(); err != nil { // left by a process that was killed
		return classify("compact", out, err)
	}
	err = e.read(ctx, func(ctx context.Context, conn *sql.Conn) error { return e.copyTo(ctx, conn, temp.path) })
	if err == nil {
		err = os.Rename(temp.path, target.path)
	}
	if err != nil {
		return errors.Join(classify("compact", e.name(), err), temp.undo())
	}
	return nil
}

func (e *Engine) copyTo(ctx context.Context, conn *sql.Conn, path string) (err error) {
	if _, err := e.exec(ctx, conn, "ATTACH "+quoteText(path)+" AS "+copyName); err != nil {
		return err
	}
	defer func() {
		_, detach := e.exec(context.WithoutCancel(ctx), conn, "DETACH "+copyName)
		err = errors.Join(err, detach)
	}()
	var own string
	if err := e.queryRow(ctx, conn, "SELECT current_database()", nil, &own); err != nil {
		return err
	}
	if _, err := e.exec(ctx, conn, "COPY FROM DATABASE "+quoteName(own)+" TO "+copyName); err != nil {
		return err
	}
	if err := e.compareCounts(ctx, conn, own); err != nil {
		return err
	}
	_, err = e.exec(ctx, conn, "CHECKPOINT "+copyName)
	return err
}

// compareCounts reads every table of both databases, since a copy that lacks rows must not take the original's place.
func (e *Engine) compareCounts(ctx context.Context, conn *sql.Conn, own string) error {
	type table struct{ schema, name string }
	var tables []table
	err := e.query(ctx, conn, `SELECT schema_name, table_name FROM duckdb_tables()
		WHERE database_name = ? AND NOT temporary ORDER BY ALL`, []any{own}, func(scan func(...any) error) error {
		var t table
		err := scan(&t.schema, &t.name)
		tables = append(tables, t)
		return err
	})
	if err != nil {
		return err
	}
	for _, t := range tables {
		name := quoteName(t.schema) + "." + quoteName(t.name)
		var here, there int64
		err := e.queryRow(ctx, conn, fmt.Sprintf("SELECT (SELECT count(*) FROM %s.%s), (SELECT count(*) FROM %s.%s)",
			quoteName(own), name, copyName, name), nil, &here, &there)
		if err != nil {
			return err
		}
		if here != there {
			return fmt.Errorf("the copy of %s holds %d rows instead of %d", name, there, here)
		}
	}
	return e.queryRow(ctx, conn, "SELECT version FROM "+copyName+"."+queries.BaseSchema+".schema_version", nil, new(int))
}
