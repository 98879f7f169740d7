package httpapi

import "time"

// event is what the access log, the query log and the metrics learn of one request.
type event struct {
	route     string // its pattern
	code      code   // of the error; empty when all went well
	status    int
	rows      int64
	bytes     int64
	queued    time.Duration // waiting for a slot
	firstByte time.Duration // from the arrival to the first byte of the answer
	total     time.Duration
	sql       string
	tag       string
	format    string
}
