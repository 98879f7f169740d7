package udf

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"slices"

	"github.com/duckdb/duckdb-go/v2"
)

// Prefix starts the name of every registered function; none is meant to be called by people.
const Prefix = "landscape_"

// function is one registered function. It is a pure function of its arguments: NULL in any of them gives NULL.
type function struct {
	name string // without Prefix
	in   []duckdb.Type
	out  duckdb.Type // TYPE_LIST means a list of DOUBLE
	// open returns what computes one row. Every chunk of rows opens its own, which may keep what rows share and runs in one
	// goroutine. Arguments come as float64 or string. A nil result is NULL.
	open func() func(args []driver.Value) (any, error)
}

// Register makes the functions known to every connection of conn's database, until it closes.
func Register(conn *sql.Conn) error {
	for _, f := range functions() {
		if err := duckdb.RegisterScalarUDF(conn, Prefix+f.name, &f); err != nil {
			return fmt.Errorf("register %s%s: %w", Prefix, f.name, err)
		}
	}
	return nil
}

// functions lists every function there is.
func functions() []function {
	return slices.Concat(modelFunctions(), specialFunctions(), outlookFunctions())
}

// Config tells DuckDB the types.
func (f *function) Config() duckdb.ScalarFuncConfig {
	config := duckdb.ScalarFuncConfig{ResultTypeInfo: info(f.out)}
	for _, t := range f.in {
		config.InputTypeInfos = append(config.InputTypeInfos, info(t))
	}
	return config
}

// Executor gives a guarded function for one chunk of rows.
func (f *function) Executor() duckdb.ScalarFuncExecutor {
	return duckdb.ScalarFuncExecutor{RowExecutor: guard(f.name, f.open)}
}

// guard opens a function for one chunk and names it in its errors. A panic becomes an error: it would end the process.
func guard(name string, open func() func([]driver.Value) (any, error)) duckdb.RowExecutorFn {
	var row func([]driver.Value) (any, error)
	return func(args []driver.Value) (result any, err error) {
		defer func() {
			if p := recover(); p != nil {
				result, err = nil, fmt.Errorf("internal: %v", p)
			}
			if err != nil {
				err = fmt.Errorf("udf %s%s: %w", Prefix, name, err)
			}
		}()
		if row == nil {
			row = open()
		}
		return row(args)
	}
}

// info is the driver's description of a type of which it cannot fail to know.
func info(t duckdb.Type) duckdb.TypeInfo {
	if t == duckdb.TYPE_LIST {
		child, err := duckdb.NewTypeInfo(duckdb.TYPE_DOUBLE)
		if err != nil {
			panic(err)
		}
		list, err := duckdb.NewListInfo(child)
		if err != nil {
			panic(err)
		}
		return list
	}
	plain, err := duckdb.NewTypeInfo(t)
	if err != nil {
		panic(err)
	}
	return plain
}
