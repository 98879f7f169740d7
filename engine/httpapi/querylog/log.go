package querylog

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options bound the files.
type Options struct {
	// FileBytes is how large a file may grow before the next one begins. Defaults to 16 MiB.
	FileBytes int64
	// Files is how many are kept; the oldest go. Defaults to 8.
	Files int
}

// Log writes to the files of one folder. It is safe for use by several goroutines.
type Log struct {
	dir  string
	opts Options
	run  string

	mu     sync.Mutex
	file   *os.File
	number int
	size   int64
}

// The names of the files are prefix, six digits or more, suffix.
const (
	prefix = "queries-"
	suffix = ".ndjson"
)

// Open opens the log of a folder, which it makes where there is none, readable by its owner alone.
func Open(dir string, opts Options) (*Log, error) {
	opts.FileBytes, opts.Files = cmp.Or(opts.FileBytes, 16<<20), cmp.Or(opts.Files, 8)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	l := &Log{dir: dir, opts: opts, run: time.Now().UTC().Format("20060102T150405") + "-" + rand.Text()[:8]}
	numbers, err := l.numbers()
	if err != nil {
		return nil, err
	}
	l.number = 1
	if len(numbers) > 0 {
		l.number = numbers[len(numbers)-1]
	}
	return l, l.openFile()
}

// Start writes that a statement starts. The line is with the operating system when Start returns, so that it outlives the process.
func (l *Log) Start(at time.Time, s Start) error {
	return l.write(line{Event: started, At: at.UTC(), Start: s})
}

// End writes that a statement has ended.
func (l *Log) End(at time.Time, e End) error {
	return l.write(line{Event: ended, At: at.UTC(), Start: Start{ID: e.ID}, Status: e.Status, Code: e.Code, Rows: e.Rows,
		QueuedMs: milliseconds(e.Queued), TotalMs: milliseconds(e.Total)})
}

// Close closes the file. Lines written after it are errors.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return nil
	}
	err := l.file.Close()
	l.file = nil
	return err
}

func (l *Log) write(what line) error {
	what.Run = l.run
	text, err := json.Marshal(what)
	if err != nil {
		return err
	}
	text = append(text, '\n')
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return errors.New("the query log is closed")
	}
	if l.size > 0 && l.size+int64(len(text)) > l.opts.FileBytes {
		if err := l.rotate(); err != nil {
			return err
		}
	}
	n, err := l.file.Write(text)
	l.size += int64(n)
	return err
}

// rotate begins the next file and removes those that are too many.
func (l *Log) rotate() error {
	err := l.file.Close()
	l.file = nil
	l.number++
	if err = errors.Join(err, l.openFile()); err != nil {
		return err
	}
	numbers, err := l.numbers()
	if err != nil {
		return err
	}
	for _, n := range numbers[:max(0, len(numbers)-l.opts.Files)] {
		err = errors.Join(err, os.Remove(l.name(n)))
	}
	return err
}

func (l *Log) openFile() error {
	file, err := os.OpenFile(l.name(l.number), os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	size, err := endLine(file)
	if err != nil {
		return errors.Join(err, file.Close())
	}
	l.file, l.size = file, size
	return nil
}

// endLine ends a line that a crash cut in half, and returns the size of the file.
func endLine(file *os.File) (int64, error) {
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		return 0, err
	}
	last := make([]byte, 1)
	if _, err := file.ReadAt(last, info.Size()-1); err != nil || last[0] == '\n' {
		return info.Size(), err
	}
	n, err := file.Write([]byte{'\n'})
	return info.Size() + int64(n), err
}

func (l *Log) name(number int) string {
	return filepath.Join(l.dir, fmt.Sprintf("%s%06d%s", prefix, number, suffix))
}

// numbers lists the files there are, the oldest first.
func (l *Log) numbers() ([]int, error) {
	entries, err := os.ReadDir(l.dir)
	if err != nil {
		return nil, err
	}
	var numbers []int
	for _, e := range entries {
		digits, isOurs := strings.CutPrefix(e.Name(), prefix)
		digits, ends := strings.CutSuffix(digits, suffix)
		if n, err := strconv.Atoi(digits); err == nil && isOurs && ends && n > 0 {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}
