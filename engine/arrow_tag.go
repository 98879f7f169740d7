//go:build !duckdb_arrow

package engine

// Arrow is the interchange of the engine and the driver compiles it in only under a tag, so a build without the tag stops here.
type _ build_with_the_tag_duckdb_arrow_as_in_go_build__tags_duckdb_arrow
