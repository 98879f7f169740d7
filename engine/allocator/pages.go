package allocator

// GiveBack gives the pages back to the system that the allocators of C hold and that hold nothing. It takes some ten milliseconds.
func GiveBack() { giveBack() }

// GiveBackAtOnce lets DuckDB's allocator give freed pages back to the system at once, in place of keeping them for a while: pages that are
// free count against a limit of the process all the same. It concerns the whole process. Arenas that are not in use yet follow the default.
func GiveBackAtOnce() { giveBackAtOnce() }
