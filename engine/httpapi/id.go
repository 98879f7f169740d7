package httpapi

import "github.com/google/uuid"

// newID returns a UUID of version 7, which sorts by time.
func newID() string {
	id, err := uuid.NewV7()
	if err != nil {
		return uuid.NewString() // as long as there is any randomness
	}
	return id.String()
}
