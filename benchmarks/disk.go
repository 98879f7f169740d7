package benchmarks

import (
	"os"
	"path/filepath"
	"time"
)

// watchDisk looks at a database and its folder for what does not fit into memory until the function that it gives is called, which tells
// how large the file is and the most that the folder held, in bytes.
func watchDisk(database string) func() (held, spilled int64) {
	done, most := make(chan struct{}), make(chan int64)
	go func() {
		var spilled int64
		for {
			select {
			case <-done:
				most <- spilled
				return
			case <-time.After(100 * time.Millisecond):
				spilled = max(spilled, sizeOf(filepath.Join(database+".tmp", "*")))
			}
		}
	}()
	return func() (int64, int64) {
		close(done)
		return sizeOf(database), <-most
	}
}

// sizeOf sums the files that match a pattern; what is gone by the time that it is looked at counts nothing.
func sizeOf(pattern string) (bytes int64) {
	found, _ := filepath.Glob(pattern) // the pattern is a path of ours
	for _, path := range found {
		if info, err := os.Stat(path); err == nil {
			bytes += info.Size()
		}
	}
	return bytes
}
