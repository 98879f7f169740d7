package allocator

/*
#cgo CFLAGS: -fexceptions
#cgo LDFLAGS: -Wl,-wrap=duckdb_je_malloc -Wl,-wrap=duckdb_je_realloc -Wl,-wrap=duckdb_je_free
#include "refuse_linux.h"
*/
import "C"

func limitBlocks(bytes int64) { C.limit_blocks(C.long(bytes)) }

func beginSettling() { C.begin_settling() }

func endSettling() { C.end_settling() }

func giveBack() { C.give_back() }

func giveBackAtOnce() { C.give_back_at_once() }
