package engine

import (
	"errors"
)

// Code names an error to a program, finer than its Kind. Doors pass it on as it is.
type Code string

// The codes that the engine gives.
const (
	CodeBadRequest         Code = "BAD_REQUEST"         // an option, a setting or a zone that is none
	CodeParamMismatch      Code = "PARAM_MISMATCH"      // a parameter without a value, or a value without a parameter
	CodeSyntax             Code = "SQL_SYNTAX"          // text that is no SQL
	CodeBind               Code = "SQL_BIND"            // a table, column or function that is not there
	CodeType               Code = "SQL_TYPE"            // a value that is none of its type, or out of its range
	CodeMultiStatement     Code = "MULTI_STATEMENT"     // more than one statement, or none
	CodeForbiddenStatement Code = "FORBIDDEN_STATEMENT" // a statement that does more than read
	CodeForbiddenFunction  Code = "FORBIDDEN_FUNCTION"  // a function that reaches outside the ledger, or is not known to stay inside
	CodeForbiddenTable     Code = "FORBIDDEN_TABLE"     // a table that the policy does not name
	CodeTooLarge           Code = "SQL_TOO_LARGE"       // a statement that is too long or too deep
	CodeResultTooLarge     Code = "RESULT_TOO_LARGE"    // a value, or the rows of a batch together, that are larger than a reader may have
	CodeOutOfMemory        Code = "OUT_OF_MEMORY"       // more than the memory limit
	CodeTempFull           Code = "TEMP_FULL"           // more than the limit of the temporary directory, or a full disk
	CodeConflict           Code = "CONFLICT"            // another write was first; trying again may do
	CodeNotFound           Code = "NOT_FOUND"           // no such view, load, file or database
	CodeRejected           Code = "LOAD_REJECTED"       // more rows of an extract than it allows cannot be read; nothing was stored
	CodeTimeout            Code = "TIMEOUT"             // the deadline passed
	CodeCancelled          Code = "CANCELLED"           // the caller went away or cancelled
	CodeShuttingDown       Code = "SHUTTING_DOWN"       // the engine is closed
	CodeInternal           Code = "INTERNAL"            // a fault of ours, or a fatal state of the database
)

// Position is a place in the text of a statement.
type Position struct {
	Offset int // in bytes, from 0
	Line   int // from 1
	Column int // in characters, from 1
}

// CodeOf returns the code of the outermost Error in the chain that has one, else the code that its Kind stands for. The code of nil is
// empty.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e := detailed(err, func(e *Error) bool { return e.Code != "" }); e != nil {
		return e.Code
	}
	if errors.Is(err, ErrClosed) {
		return CodeShuttingDown
	}
	return codeOfKind[KindOf(err)]
}

var codeOfKind = map[Kind]Code{
	KindInvalid: CodeBadRequest, KindQuery: CodeBind, KindReadOnly: CodeForbiddenStatement, KindNotFound: CodeNotFound,
	KindTooLarge: CodeOutOfMemory, KindRejected: CodeRejected, KindDatabase: CodeInternal, KindBusy: CodeConflict,
	KindCanceled: CodeCancelled, KindTimeout: CodeTimeout, KindInternal: CodeInternal,
}

// PositionOf returns the place in the statement that an error is about, nil where it has none.
func PositionOf(err error) *Position {
	if e := detailed(err, func(e *Error) bool { return e.Position != nil }); e != nil {
		return e.Position
	}
	return nil
}

// CandidatesOf returns names that could have been meant in place of one that is not there.
func CandidatesOf(err error) []string {
	if e := detailed(err, func(e *Error) bool { return len(e.Candidates) > 0 }); e != nil {
		return e.Candidates
	}
	return nil
}

// SQLStateOf returns the SQLSTATE of an error, five characters as PostgreSQL gives them; empty for nil.
func SQLStateOf(err error) string {
	if err == nil {
		return ""
	}
	if e := detailed(err, func(e *Error) bool { return e.state != "" }); e != nil {
		return e.state
	}
	return stateOfCode[CodeOf(err)]
}

var stateOfCode = map[Code]string{
	CodeBadRequest: "08P01", CodeParamMismatch: "07001", CodeSyntax: "42601", CodeBind: "42000", CodeType: "22P02",
	CodeMultiStatement: "42601", CodeForbiddenStatement: "25006", CodeForbiddenFunction: "42501", CodeForbiddenTable: "42501",
	CodeTooLarge: "54000", CodeResultTooLarge: "54000", CodeOutOfMemory: "53200", CodeTempFull: "53100", CodeConflict: "40001", CodeNotFound: "42P01", CodeRejected: "22000",
	CodeTimeout: "57014", CodeCancelled: "57014", CodeShuttingDown: "57P03", CodeInternal: "XX000",
}

// detailed returns the outermost Error in the chain for which has is true, nil when there is none.
func detailed(err error, has func(*Error) bool) *Error {
	for err != nil {
		var e *Error
		if !errors.As(err, &e) {
			return nil
		}
		if has(e) {
			return e
		}
		err = e.Err
	}
	return nil
}
