// The linker puts these functions in the places of those of C++ by their names, and of DuckDB's own allocator by -wrap.

#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "refuse_linux.h"

static const long mib = 1 << 20;

static const long large = mib;          // blocks of so many bytes and more are counted, and may be refused where DuckDB's allocator gives them
static const long large_new = 16 * mib; // where operator new does: more than any statement or parameter, whose copies are made where nothing catches the error
static const long vast = 64 * mib;      // more than one block of a commit or a checkpoint

static atomic_long limit;      // of the process; 0 while there is none, and nothing is counted
static atomic_long elsewhere;  // bytes that were resident when the limit was set
static atomic_long held;       // bytes of large blocks given since, whether written to or not, less those freed, older ones too
static atomic_int settling;    // commits and checkpoints under way
static atomic_int statm = -1;  // the file in which the system tells what is resident

static long resident(void) {
	char text[128];
	ssize_t n = pread(atomic_load(&statm), text, sizeof text - 1, 0);
	if (n <= 0) {
		return 0;
	}
	text[n] = 0;
	char *rest;
	strtol(text, &rest, 10);
	return strtol(rest, NULL, 10) * sysconf(_SC_PAGESIZE);
}

void limit_blocks(long bytes) {
	if (atomic_load(&statm) < 0) {
		atomic_store(&statm, open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
	}
	atomic_store(&held, 0);
	atomic_store(&elsewhere, resident());
	atomic_store(&limit, bytes);
}

void begin_settling(void) { atomic_fetch_add(&settling, 1); }

void end_settling(void) { atomic_fetch_sub(&settling, 1); }

static bool limited(void) { return atomic_load_explicit(&limit, memory_order_relaxed) != 0; }

// fits tells whether one block more leaves the process within an eighth beyond its limit, or a quarter where the block may be part of a commit. What
// is resident does not tell of blocks that were given a moment ago and are not written to yet; the sum of large blocks does.
static bool fits(size_t size, long smallest) {
	long most = atomic_load_explicit(&limit, memory_order_relaxed);
	if (most == 0 || size < (size_t)smallest) {
		return true;
	}
	most += atomic_load(&settling) > 0 && size < (size_t)vast ? most / 4 : most / 8;
	if (size > (size_t)most) {
		return false;
	}
	most -= (long)size;
	if (atomic_load(&elsewhere) + atomic_load(&held) > most) {
		return false;
	}
	if (resident() <= most) {
		return true;
	}
	give_back(); // what is free counts as resident
	return resident() <= most;
}

static void take(size_t size) {
	if (size >= (size_t)large) {
		atomic_fetch_add(&held, (long)size);
	}
}

static void leave(size_t size) {
	if (size >= (size_t)large) {
		atomic_fetch_sub(&held, (long)size);
	}
}

// DuckDB's own allocator; no addresses where it was built without one, and nobody calls the functions here.
extern void *__real_duckdb_je_malloc(size_t size) __attribute__((weak));
extern void *__real_duckdb_je_realloc(void *block, size_t size) __attribute__((weak));
extern void __real_duckdb_je_free(void *block) __attribute__((weak));
extern size_t duckdb_je_malloc_usable_size(const void *block) __attribute__((weak));

void *__wrap_duckdb_je_malloc(size_t size) {
	void *block = fits(size, large) ? __real_duckdb_je_malloc(size) : NULL;
	if (block && size >= (size_t)large / 2 && limited()) { // a block may have more bytes than were asked for
		take(duckdb_je_malloc_usable_size(block));
	}
	return block;
}

void *__wrap_duckdb_je_realloc(void *block, size_t size) {
	if (!limited()) {
		return __real_duckdb_je_realloc(block, size);
	}
	size_t before = block ? duckdb_je_malloc_usable_size(block) : 0;
	void *moved = size <= before || fits(size, large) ? __real_duckdb_je_realloc(block, size) : NULL;
	if (moved) {
		leave(before);
		take(duckdb_je_malloc_usable_size(moved));
	}
	return moved;
}

void __wrap_duckdb_je_free(void *block) {
	if (block && limited()) {
		leave(duckdb_je_malloc_usable_size(block));
	}
	__real_duckdb_je_free(block);
}

// std::__throw_bad_alloc().
extern void _ZSt17__throw_bad_allocv(void) __attribute__((weak, noreturn));

// operator new(std::size_t), which the C++ library's other forms call, but those for an alignment of their own.
void *_Znwm(size_t size) {
	void *block = fits(size, large_new) ? malloc(size ? size : 1) : NULL;
	if (!block) {
		_ZSt17__throw_bad_allocv();
	}
	if (size >= (size_t)large / 2 && limited()) {
		take(malloc_usable_size(block));
	}
	return block;
}

// operator delete(void *), likewise.
void _ZdlPv(void *block) {
	if (block && limited()) {
		leave(malloc_usable_size(block));
	}
	free(block);
}
