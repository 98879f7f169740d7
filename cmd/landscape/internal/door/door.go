package door

import (
	"context"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/encode"
)

// Database is an open database. What only a file can do, such as Compact, a Database may offer besides.
type Database interface {
	// Session opens a session, one that reads alone where that is asked for. The caller closes it before the database.
	Session(ctx context.Context, readOnly bool) (Session, error)
	// Load loads files as engine.Engine does.
	Load(ctx context.Context, opts engine.LoadOptions) (*engine.LoadSummary, error)
	// Unload takes a load back as engine.Engine does.
	Unload(ctx context.Context, id int64) (*engine.LoadSummary, error)
	// Close closes the database.
	Close() error
}

// Session runs one statement at a time. A session of a file offers more: the methods of engine.Session.
type Session interface {
	// Query runs a statement that answers. The caller releases the result.
	Query(ctx context.Context, query string, params map[string]any) (Result, error)
	// Exec runs a statement to its end and returns how many rows it changed.
	Exec(ctx context.Context, query string, params map[string]any) (int64, error)
	// Set gives a setting a value for this session; "default" takes it back.
	Set(ctx context.Context, name, value string) error
	// Close ends the session.
	Close() error
}

// Result is what a statement answers. Release frees it, also before its end.
type Result interface {
	encode.Source
	Columns() []engine.Column
	Release()
}
