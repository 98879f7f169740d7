// The limit of the process that large blocks are refused by, in bytes; 0 for none.
void limit_blocks(long bytes);

// Something is written for good from now on, or no longer. Calls may overlap.
void begin_settling(void);
void end_settling(void);

// Gives the pages back to the system that the allocators of C hold and that hold nothing.
void give_back(void);

// Lets DuckDB's allocator give every page back when it is free.
void give_back_at_once(void);
