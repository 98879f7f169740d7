package benchmarks

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
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

var sizePattern = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?) *([KMG]i?)?B$`)

// bytesOf reads a memory limit as the engine does: 1GB is 10^9 bytes, 1GiB is 2^30.
func bytesOf(limit string) (int64, error) {
	m := sizePattern.FindStringSubmatch(limit)
	if m == nil {
		return 0, fmt.Errorf("%q is no limit such as 1024MB", limit)
	}
	n, err := strconv.ParseFloat(m[1], 64)
	step := 1000.0
	if strings.HasSuffix(m[2], "i") {
		step = 1024
	}
	for range strings.IndexAny(" KMG", (m[2] + " ")[:1]) {
		n *= step
	}
	return int64(n), err
}
