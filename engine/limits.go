package engine

import "strings"

// What DuckDB says of the limits that are not memory. It has no type of error for them.
const (
	diskFull = "No space left on device"
	tempFull = "max_temp_directory_size"
)

// limited is the cause of a limit that was reached, without DuckDB's advice: it names statements where there are flags.
type limited struct{ error }

// Error is the text up to the advice.
func (l limited) Error() string {
	text := l.error.Error()
	for _, advice := range []string{"\nBy default, this setting", "\nPossible solutions:"} {
		text, _, _ = strings.Cut(text, advice)
	}
	return strings.TrimSpace(text)
}

// Unwrap returns the error with the advice.
func (l limited) Unwrap() error { return l.error }

// limitHint is the way out of a limit that was reached.
func limitHint(err error) string {
	switch text := err.Error(); {
	case strings.Contains(text, diskFull):
		return "Free room on the disk of the database and of --temp-dir, or name a folder on another one with --temp-dir. What was written before stands as it was."
	case strings.Contains(text, tempFull):
		return "Allow more disk with --max-temp, or name a folder with room with --temp-dir, or give more memory with --memory-limit."
	case strings.Contains(text, valueTooLarge):
		return "Ask for rows in place of one long text or list."
	default:
		return "Give it more memory with --memory-limit, or ask for less at once."
	}
}
