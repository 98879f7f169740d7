package httpapi

import (
	"cmp"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/nearest"
)

// loadRequest says how an upload is to be loaded.
type loadRequest struct {
	opts     engine.LoadOptions // without Paths
	profile  string             // the text of a profile of the client's own
	filename string             // what the client calls its one file
	several  bool               // the body is a tar archive of the files of one extract
	explain  bool               // say how the files would be read, and stop
	wait     time.Duration      // how long to wait for other writers; negative: as long as the client does
}

// loadOption is one parameter of the address of a load.
type loadOption struct {
	name string
	text string // what it does and what holds without it
	form schema // empty is text
	set  func(*loadRequest, []string) error
}

// loadTable lists every option of a load: those of the command, and what an upload needs besides. Idempotency looks at the same
// options as the command does, so that a file that came one way is known the other way.
var loadTable = []loadOption{
	{"into", "input table; invoice_lines without it", nil, loadText(func(o *engine.LoadOptions) *string { return &o.Into })},
	{"source", "name of the system the lines come from; the profile's name without it", nil,
		loadText(func(o *engine.LoadOptions) *string { return &o.Source })},
	{"profile", "name of the profile; found by the columns without it", nil, loadText(func(o *engine.LoadOptions) *string { return &o.Profile })},
	{"profile_text", "a profile of your own, whole", nil, oneValue(func(r *loadRequest, v string) error { r.profile = v; return nil })},
	{"map", "COLUMN=EXPRESSION over the columns of the file; may be given several times", schema{"type": "array", "items": schema{"type": "string"}},
		func(r *loadRequest, values []string) error { r.opts.Map = values; return nil }},
	{"date_order", "order of dates that leave it open", wordForm("dmy", "mdy", "ymd"), loadText(func(o *engine.LoadOptions) *string { return &o.DateOrder })},
	{"decimal", "decimal mark of numbers that leave it open", wordForm(".", ","), loadText(func(o *engine.LoadOptions) *string { return &o.Decimal })},
	{"format", "format of the file; its content decides without it", wordForm("csv", "xlsx", "json", "ndjson", "parquet", "arrow", "arrows"),
		loadText(func(o *engine.LoadOptions) *string { return &o.Format })},
	{"delimiter", "text between the fields of a line; its content decides without it", nil,
		loadText(func(o *engine.LoadOptions) *string { return &o.Delimiter })},
	{"quote", "mark around fields, empty for none; its content decides without it", nil,
		oneValue(func(r *loadRequest, v string) error { r.opts.Quote = &v; return nil })},
	{"encoding", "utf-8, utf-16, latin-1 or windows-1252; its content decides without it", nil,
		loadText(func(o *engine.LoadOptions) *string { return &o.Encoding })},
	{"header", "whether the first line names the columns; its content decides without it", wordForm("1", "0"),
		oneValue(func(r *loadRequest, v string) error { return setBool(v, func(on bool) { r.opts.Header = &on }) })},
	{"sheet", "name of the sheet of an xlsx file", nil, loadText(func(o *engine.LoadOptions) *string { return &o.Sheet })},
	{"on_overlap", "what to do with invoices that are there already; replace without it", wordForm("replace", "keep", "add", "error"),
		oneValue(func(r *loadRequest, v string) error { r.opts.OnOverlap = engine.Overlap(v); return nil })},
	{"max_rejects", "accept so many rows that cannot be read; 0 without it", wholeForm(0), oneValue(setMaxRejects)},
	{"dry_run", "do everything and roll it back", wordForm("1", "0"),
		oneValue(func(r *loadRequest, v string) error { return setBool(v, func(on bool) { r.opts.DryRun = on }) })},
	{"explain", "say how the file would be read, and stop", wordForm("1", "0"),
		oneValue(func(r *loadRequest, v string) error { return setBool(v, func(on bool) { r.explain = on }) })},
	{"filename", "what the file is called in messages and in the list of loads; upload without it", nil, oneValue(setFilename)},
	{"queue_ms", "how long to wait for other writers; as long as the client does without it", wholeForm(0), oneValue(setLoadWait)},
}

// describedLoad are the options of a load as /openapi.json has them.
func describedLoad() []option {
	var all []option
	for _, o := range loadTable {
		all = append(all, option{name: o.name, text: o.text, form: o.form})
	}
	return all
}

// parseLoad reads what the address and the header of a load say. An option that there is not is an error: a load without it would do
// something else than was meant.
func parseLoad(query url.Values, header http.Header) (loadRequest, error) {
	r := loadRequest{wait: -1}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		at := slices.IndexFunc(loadTable, func(o loadOption) bool { return o.name == name })
		if at < 0 {
			if name == "key" {
				continue // has been read by who asks for a key
			}
			return r, unknownLoadOption(name)
		}
		if err := loadTable[at].set(&r, query[name]); err != nil {
			return r, fault(badRequest, name+": "+err.Error())
		}
	}
	if err := r.readType(header.Get("Content-Type")); err != nil {
		return r, err
	}
	if r.several && r.filename != "" {
		return r, fault(badRequest, "filename: the files of an archive have names of their own")
	}
	r.filename = cmp.Or(r.filename, "upload")
	return r, nil
}

func unknownLoadOption(name string) error {
	var names []string
	for _, o := range loadTable {
		names = append(names, o.name)
	}
	p := fault(badRequest, "a load has no option "+name)
	if near := nearest.Words(name, names, 1); len(near) > 0 {
		return p.hinted("Did you mean " + near[0] + "?")
	}
	return p.hinted("The options are " + strings.Join(names, ", ") + ".")
}

// uploadTypes are the media types that a load takes. A page of another site cannot send any of them without being asked for first. What
// the file is, its content says.
var uploadTypes = []string{
	"text/csv", "text/tab-separated-values", "application/csv",
	"application/json", "application/x-ndjson", "application/ndjson", "application/jsonl",
	"application/vnd.apache.parquet", "application/x-parquet", "application/vnd.apache.arrow.stream", "application/vnd.apache.arrow.file",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"application/gzip", "application/zstd", "application/octet-stream", tarType,
}

// tarType is the media type of several files that are one extract.
const tarType = "application/x-tar"

func (r *loadRequest) readType(header string) error {
	media, parameters, err := mime.ParseMediaType(header)
	switch {
	case err == nil && (media == "multipart/form-data" || media == "application/x-www-form-urlencoded"):
		return fault(unsupportedMedia, "a load takes the bytes of the file itself, not a form").
			hinted(`With curl: --data-binary @export.csv -H "Content-Type: text/csv".`)
	case err != nil || !slices.Contains(uploadTypes, media):
		return fault(unsupportedMedia, fmt.Sprintf("a load does not take a body of type %q; it takes %s", header, strings.Join(uploadTypes, ", "))).
			hinted(`With curl: --data-binary @export.csv -H "Content-Type: text/csv".`)
	}
	r.several = media == tarType
	if charset := strings.ToLower(parameters["charset"]); charset != "" && charset != "utf-8" && r.opts.Encoding == "" {
		r.opts.Encoding = charset
	}
	return nil
}

func oneValue(set func(*loadRequest, string) error) func(*loadRequest, []string) error {
	return func(r *loadRequest, values []string) error {
		if len(values) > 1 {
			return fmt.Errorf("it is given %d times", len(values))
		}
		return set(r, values[0])
	}
}

func loadText(field func(*engine.LoadOptions) *string) func(*loadRequest, []string) error {
	return oneValue(func(r *loadRequest, v string) error {
		*field(&r.opts) = v
		return nil
	})
}

func setBool(value string, set func(bool)) error {
	switch value {
	case "1", "true":
		set(true)
	case "0", "false":
		set(false)
	default:
		return fmt.Errorf("%q is not 1 or 0", value)
	}
	return nil
}

func setMaxRejects(r *loadRequest, value string) error {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 0 {
		return fmt.Errorf("%q is not a whole number of 0 or more", value)
	}
	r.opts.MaxRejects = n
	return nil
}

func setLoadWait(r *loadRequest, value string) error {
	n, err := strconv.ParseInt(value, 10, 32)
	if err != nil || n < 0 {
		return fmt.Errorf("%q is not a number of milliseconds", value)
	}
	r.wait = time.Duration(n) * time.Millisecond
	return nil
}

// longestFilename is in bytes.
const longestFilename = 1024

func setFilename(r *loadRequest, value string) error {
	r.filename = value
	return checkFilename(value)
}

// checkFilename refuses what would garble a list of loads. A name is only shown and kept: no file is ever opened by it.
func checkFilename(name string) error {
	if name == "" || len(name) > longestFilename || !utf8.ValidString(name) || strings.ContainsFunc(name, isControl) {
		return fmt.Errorf("it is empty, longer than %d bytes, not UTF-8, or holds control characters", longestFilename)
	}
	return nil
}
