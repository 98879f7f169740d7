package httpapi

import (
	"net/http"
	"time"
)

// meter notes what goes out of one answer.
type meter struct {
	http.ResponseWriter
	started   time.Time
	status    int // 0 until the head of the answer is written
	bytes     int64
	firstByte time.Duration
	wait      time.Duration // that the client may take to accept what is written
}

// WriteHeader notes the status of the answer; those before it, as 103, do not count.
func (m *meter) WriteHeader(status int) {
	if status >= http.StatusOK && m.status == 0 {
		m.status, m.firstByte = status, time.Since(m.started)
		m.extend()
	}
	m.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes of the body.
func (m *meter) Write(p []byte) (int, error) {
	if m.status == 0 {
		m.WriteHeader(http.StatusOK)
	}
	m.extend()
	n, err := m.ResponseWriter.Write(p)
	m.bytes += int64(n)
	return n, err
}

// extend gives the client its time from now on. A connection that knows no deadlines, as in tests without a socket, has none.
func (m *meter) extend() {
	_ = http.NewResponseController(m.ResponseWriter).SetWriteDeadline(time.Now().Add(m.wait))
}

// Unwrap lets http.ResponseController reach the connection.
func (m *meter) Unwrap() http.ResponseWriter { return m.ResponseWriter }
