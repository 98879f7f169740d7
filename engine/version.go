package engine

import "github.com/duckdb/duckdb-go/v2/mapping"

// DuckDBVersion is the version of the DuckDB library that is linked in, such as "v1.5.5".
func DuckDBVersion() string { return mapping.LibraryVersion() }
