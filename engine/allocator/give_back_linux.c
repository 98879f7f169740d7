#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include "refuse_linux.h"

// The control of DuckDB's allocator; no address where DuckDB was built without one of its own.
extern int duckdb_je_mallctl(const char *name, void *old, size_t *old_len, void *new, size_t new_len) __attribute__((weak));

// Of the C library, where it has one.
extern int malloc_trim(size_t pad) __attribute__((weak));

void give_back(void) {
	if (duckdb_je_mallctl) {
		duckdb_je_mallctl("arena.4096.purge", NULL, NULL, NULL, 0); // the number that means all arenas
	}
	if (malloc_trim) {
		malloc_trim(0);
	}
}

void give_back_at_once(void) {
	unsigned arenas = 0;
	size_t len = sizeof arenas;
	ssize_t at_once = 0;
	const char *kinds[] = {"dirty", "muzzy"};
	if (!duckdb_je_mallctl || duckdb_je_mallctl("arenas.narenas", &arenas, &len, NULL, 0) != 0) {
		return;
	}
	for (int kind = 0; kind < 2; kind++) {
		char name[64];
		snprintf(name, sizeof name, "arenas.%s_decay_ms", kinds[kind]);
		duckdb_je_mallctl(name, NULL, NULL, &at_once, sizeof at_once);
		for (unsigned i = 0; i < arenas; i++) {
			snprintf(name, sizeof name, "arena.%u.%s_decay_ms", i, kinds[kind]);
			duckdb_je_mallctl(name, NULL, NULL, &at_once, sizeof at_once);
		}
	}
}
