package httpapi

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// bodyWait is how long a client may pause within the body of a request.
const bodyWait = 30 * time.Second

// patientBody cuts a client off that opens a request and does not go on with it. The deadline holds only while the server waits for
// more of the body: left in force it would look like a client that went away.
type patientBody struct {
	io.ReadCloser
	control *http.ResponseController
}

// Read reads with a deadline. A connection that knows none, as in tests without a socket, is read without.
func (b *patientBody) Read(p []byte) (int, error) {
	if err := b.control.SetReadDeadline(time.Now().Add(bodyWait)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	n, err := b.ReadCloser.Read(p)
	if clear := b.control.SetReadDeadline(time.Time{}); clear != nil && !errors.Is(clear, http.ErrNotSupported) && err == nil {
		err = clear
	}
	return n, err
}
