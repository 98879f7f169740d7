package source

// KeyEvidence gathers whether the ids of one column are numbers that were written with a fraction, as in 17850.0.
// The zero value is ready.
type KeyEvidence struct{}

// Add counts n rows of the value.
func (e *KeyEvidence) Add(value string, n int64) {}

// Merge adds the evidence of another part of the column.
func (e *KeyEvidence) Merge(o *KeyEvidence) {}

// IsFloat reports whether every value is digits followed by ".0" (a leading zero or any other value says no).
func (e *KeyEvidence) IsFloat() bool { return false }

// KeySQL returns an expression for the id: trimmed text, empty as NULL, and without its ".0" when float is true (a value of
// another form stays as it is).
func KeySQL(expr string, float bool) string { return "" }

// ParseKey is KeySQL for one value.
func ParseKey(value string, float bool) string { return "" }
