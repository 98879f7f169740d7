package httpapi

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// queryOptions are the options of a request, each given once, in the URL or in the body. The zero value of a field means that it was
// not given, unless the field says otherwise.
type queryOptions struct {
	format         format // empty: the extension or the header Accept decides
	limit          int64  // -1: none was given
	offset         int64
	maxRows        int64
	maxBytes       int64
	onOverflow     string // truncate or error
	timeout        time.Duration
	queueWait      time.Duration // -1: none was given
	buffer         bool          // wait=buffer: all or nothing
	tz             string
	int64          string // number or string
	decimal        string // number or string
	noHeader       bool
	delim          rune
	null           string
	bom            bool
	crlf           bool
	escapeFormulas bool
	queryID        string
	tag            string
	cache          string // no-store, revalidate or a number of seconds
	download       string
}

// noOptions is what a request without options has.
func noOptions() queryOptions { return queryOptions{limit: -1, queueWait: -1} }

// queryOption is one row of the table of options: a parameter of the URL and a key of a JSON body.
type queryOption struct {
	name string
	text string // what it does and what holds without it
	form schema
	set  func(*queryOptions, string) error
}

// queryTable lists every option of a query. The parser, the description in /openapi.json and the tests read the same list.
var queryTable = []queryOption{
	{"format", "form of the result; stronger than the extension and Accept", wordForm(formatNames()...), setFormat},
	{"limit", "rows at most", wholeForm(0), count(func(o *queryOptions) *int64 { return &o.limit }, 0)},
	{"offset", "rows to leave out at the start", wholeForm(0), count(func(o *queryOptions) *int64 { return &o.offset }, 0)},
	{"max_rows", "rows that the result may have; more is an overflow", wholeForm(1), count(func(o *queryOptions) *int64 { return &o.maxRows }, 1)},
	{"max_bytes", "bytes that the result may have before compression; more is an overflow", wholeForm(1),
		count(func(o *queryOptions) *int64 { return &o.maxBytes }, 1)},
	{"on_overflow", "what an overflow does; error for parquet, arrowfile and xlsx, else truncate", wordForm("truncate", "error"),
		word(func(o *queryOptions) *string { return &o.onOverflow }, "truncate", "error")},
	{"timeout_ms", "how long the query may run", wholeForm(1), milliseconds(func(o *queryOptions) *time.Duration { return &o.timeout }, 1)},
	{"queue_ms", "how long it may wait for a slot", wholeForm(0), milliseconds(func(o *queryOptions) *time.Duration { return &o.queueWait }, 0)},
	{"wait", "buffer answers all or nothing, at most 64 MiB", wordForm("stream", "buffer"), setWait},
	{"tz", "zone of times in this request, such as Europe/Paris", nil, setZone},
	{"int64", "how JSON has whole numbers of 64 bits and more; without it those above 2^53 are strings", wordForm("number", "string"),
		word(func(o *queryOptions) *string { return &o.int64 }, "number", "string")},
	{"decimal", "how JSON has decimals; without it as strings", wordForm("number", "string"),
		word(func(o *queryOptions) *string { return &o.decimal }, "number", "string")},
	{"header", "the line of column names in csv and tsv; 1 without it", wordForm("1", "0"), flag(func(o *queryOptions, on bool) { o.noHeader = !on })},
	{"delim", "one character between the values of csv, or tab", nil, setDelim},
	{"null", "how NULL reads in csv and tsv; empty without it", nil, text(func(o *queryOptions) *string { return &o.null }, 64)},
	{"bom", "begin csv and tsv with a byte order mark, for Excel", wordForm("1", "0"), flag(func(o *queryOptions, on bool) { o.bom = on })},
	{"crlf", "end the lines of csv and tsv with CR LF", wordForm("1", "0"), flag(func(o *queryOptions, on bool) { o.crlf = on })},
	{"escape_formulas", "put ' before a text of csv and tsv that a spreadsheet would compute", wordForm("1", "0"),
		flag(func(o *queryOptions, on bool) { o.escapeFormulas = on })},
	{"query_id", "the client's name of the query, at most 64 letters, digits and -_.:; without it a UUID of version 7", nil, setQueryID},
	{"tag", "a word for the log and the metrics", nil, text(func(o *queryOptions) *string { return &o.tag }, 64)},
	{"cache", "how long a client may keep the answer: no-store, revalidate or seconds; revalidate without it", nil, setCache},
	{"download", "make the browser save it as a file of this name", nil, setDownload},
}

// describedOptions are the options of a query as /openapi.json has them.
func describedOptions() []option {
	var all []option
	for _, o := range queryTable {
		all = append(all, option{name: o.name, text: o.text, form: o.form})
	}
	return all
}

func wordForm(words ...string) schema { return schema{"type": "string", "enum": words} }

func wholeForm(least int) schema { return schema{"type": "integer", "minimum": least} }

func count(field func(*queryOptions) *int64, least int64) func(*queryOptions, string) error {
	return func(o *queryOptions, value string) error {
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil || n < least {
			return fmt.Errorf("%q is not a whole number of %d or more", value, least)
		}
		*field(o) = n
		return nil
	}
}

func milliseconds(field func(*queryOptions) *time.Duration, least int64) func(*queryOptions, string) error {
	const most = int64(365 * 24 * time.Hour / time.Millisecond)
	return func(o *queryOptions, value string) error {
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil || n < least || n > most {
			return fmt.Errorf("%q is not a number of milliseconds of %d or more", value, least)
		}
		*field(o) = time.Duration(n) * time.Millisecond
		return nil
	}
}

func word(field func(*queryOptions) *string, words ...string) func(*queryOptions, string) error {
	return func(o *queryOptions, value string) error {
		for _, w := range words {
			if value == w {
				*field(o) = w
				return nil
			}
		}
		return fmt.Errorf("%q is not %s", value, strings.Join(words, " or "))
	}
}

func flag(set func(*queryOptions, bool)) func(*queryOptions, string) error {
	return func(o *queryOptions, value string) error {
		switch value {
		case "1", "true":
			set(o, true)
		case "0", "false":
			set(o, false)
		default:
			return fmt.Errorf("%q is not 1 or 0", value)
		}
		return nil
	}
}

func text(field func(*queryOptions) *string, longest int) func(*queryOptions, string) error {
	return func(o *queryOptions, value string) error {
		if len(value) > longest || strings.ContainsFunc(value, isControl) {
			return fmt.Errorf("it is longer than %d bytes or holds control characters", longest)
		}
		*field(o) = value
		return nil
	}
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }
