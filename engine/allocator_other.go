//go:build !linux

package engine

// giveBackAtOnce does nothing: DuckDB has an allocator of its own on Linux alone.
func giveBackAtOnce() {}

// giveBack leaves pages to the allocators here.
func giveBack() {}
