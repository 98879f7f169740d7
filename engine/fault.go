package engine

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/duckdb/duckdb-go/v2"
)

// fault is an error of DuckDB with what it says besides the text, which it does on a connection with errors_as_json.
type fault struct {
	Exception  string `json:"exception_type"` // without the word Error
	Message    string `json:"exception_message"`
	Subtype    string `json:"error_subtype"`
	Missing    string `json:"type"` // what is not there: Table, Scalar Function
	Candidates string `json:"candidates"`
	Position   string `json:"position"` // in bytes
	Errno      string `json:"errno"`

	cause *duckdb.Error
}

// Error is the text that a connection without errors_as_json gives.
func (f *fault) Error() string { return f.cause.Msg }

// Unwrap returns the error as the driver types it.
func (f *fault) Unwrap() error { return f.cause }

// parserPrefix stands before what DuckDB says of a text that is no SQL, in spite of errors_as_json.
const parserPrefix = "Parser Error: "

// unfold reads an error in JSON and returns any other as it is. A text that merely holds JSON, as one of the function error may, is no
// error in JSON.
func unfold(err error) error {
	var d *duckdb.Error
	if !errors.As(err, &d) {
		return err
	}
	text := strings.TrimPrefix(d.Msg, parserPrefix)
	if !strings.HasPrefix(text, `{"exception_type"`) {
		return err
	}
	f := &fault{}
	if json.NewDecoder(strings.NewReader(text)).Decode(f) != nil {
		return err
	}
	f.cause = &duckdb.Error{Msg: f.Exception + " Error: " + f.Message}
	f.cause.Type = errorTypes[f.Exception+" Error"]
	return f
}

// detail tells an Error what DuckDB says besides its text.
func (e *Error) detail() {
	if e.Kind != KindQuery && e.Kind != KindTooLarge {
		return
	}
	f := &fault{}
	var d *duckdb.Error
	if !errors.As(e.Err, &f) && errors.As(e.Err, &d) {
		f = &fault{Message: d.Msg}
		f.Exception, _, _ = strings.Cut(d.Msg, " Error: ")
	}
	e.Code, e.state = f.code()
	if at, err := strconv.Atoi(f.Position); err == nil && at >= 0 {
		e.Position = &Position{Offset: at}
	}
	if f.Candidates != "" && !strings.Contains(f.Candidates, "->") { // signatures of functions are no names
		e.Candidates = strings.Split(f.Candidates, ",")
	}
}

// code is what a program wants to know of an exception: a code, and a SQLSTATE where it says more.
func (f *fault) code() (Code, string) {
	switch f.Exception {
	case "Invalid Input":
		if strings.HasPrefix(f.Message, valueTooLarge) {
			return CodeResultTooLarge, ""
		}
	case "Out of Memory":
		if strings.Contains(f.Message, "max_temp_directory_size") {
			return CodeTempFull, ""
		}
		return CodeOutOfMemory, ""
	case "IO":
		if f.Errno == noSpaceLeft || strings.Contains(f.Message, "No space left") {
			return CodeTempFull, ""
		}
		return CodeInternal, "58030"
	case "Binder", "Catalog":
		return CodeBind, f.missing()
	}
	if known, ok := exceptionCodes[f.Exception]; ok {
		return known.code, known.state
	}
	return CodeBind, ""
}

// noSpaceLeft is the number of the operating system's error for a full disk.
const noSpaceLeft = "28"

// missing is the SQLSTATE of what is not there.
func (f *fault) missing() string {
	switch {
	case f.Subtype == "COLUMN_NOT_FOUND":
		return "42703"
	case f.Subtype == "NO_MATCHING_FUNCTION", strings.HasSuffix(f.Missing, "Function"):
		return "42883"
	case f.Missing == "Table", f.Missing == "View":
		return "42P01"
	default:
		return ""
	}
}

var exceptionCodes = map[string]struct {
	code  Code
	state string
}{
	"Parser": {CodeSyntax, ""}, "Syntax": {CodeSyntax, ""},
	"Conversion": {CodeType, ""}, "Mismatch Type": {CodeType, "42804"}, "Out of Range": {CodeType, "22003"}, "Decimal": {CodeType, "22003"},
	"Divide by Zero": {CodeType, "22012"}, "Invalid Input": {CodeType, "22023"}, "Invalid type": {CodeType, "42804"},
	"Not implemented":        {CodeBind, "0A000"},
	"Parameter Not Resolved": {CodeParamMismatch, ""}, "Parameter Not Allowed": {CodeParamMismatch, ""},
	"TransactionContext": {CodeConflict, ""},
	"Permission":         {CodeForbiddenFunction, ""},
	"Constraint":         {CodeType, "23000"},
}

// placed gives an error the line and the column of its place in the statement.
func placed(err error, query string) error {
	var e *Error
	if !errors.As(err, &e) || e.Position == nil {
		return err
	}
	at := e.Position.Offset
	if at < 0 || at > len(query) {
		e.Position = nil
		return err
	}
	start := strings.LastIndexByte(query[:at], '\n') + 1
	e.Position = &Position{Offset: at, Line: strings.Count(query[:at], "\n") + 1, Column: utf8.RuneCountInString(query[start:at]) + 1}
	return err
}

// unprefixed is placed for an error about a statement before which so many bytes were put.
func unprefixed(err error, query string, bytes int) error {
	var e *Error
	if errors.As(err, &e) && e.Position != nil {
		e.Position = &Position{Offset: e.Position.Offset - bytes}
	}
	return placed(err, query)
}
