// Package allocator says what the allocators of C and C++ do with the memory of the process, which DuckDB takes from them: when they give pages back
// to the system, and what they refuse.
//
// DuckDB counts against its own limit what it keeps. What functions make of rows it takes without counting: a text that grows within one call, or
// 2048 of them. Such blocks are large or come in large pieces, and so blocks of 1 MiB and more (16 MiB from operator new) are refused while the
// process is, with the block, an eighth beyond the limit that Limit was given. DuckDB makes its error of that: out of memory. Blocks for smaller things
// are never refused, since not all code that asks for them can say so, nor is memory of Go.
//
// It works on Linux, where DuckDB has an allocator of its own; elsewhere all functions do nothing. The package knows nothing of queries, engines and
// servers, and imports nothing of the module.
package allocator
