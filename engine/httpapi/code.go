package httpapi

import (
	"errors"
	"net/http"
	"time"

	"github.com/customer-landscape/landscape/engine"
)

// code names an error to programs. Each has one status of HTTP and one SQLSTATE.
type code string

// Every code that a problem can have.
const (
	badRequest         code = "BAD_REQUEST"
	paramMismatch      code = "PARAM_MISMATCH"
	sqlSyntax          code = "SQL_SYNTAX"
	sqlBind            code = "SQL_BIND"
	sqlType            code = "SQL_TYPE"
	multiStatement     code = "MULTI_STATEMENT"
	unauthenticated    code = "UNAUTHENTICATED"
	forbidden          code = "FORBIDDEN"
	forbiddenStatement code = "FORBIDDEN_STATEMENT"
	forbiddenFunction  code = "FORBIDDEN_FUNCTION"
	forbiddenTable     code = "FORBIDDEN_TABLE"
	badHost            code = "BAD_HOST"
	badOrigin          code = "BAD_ORIGIN"
	notFound           code = "NOT_FOUND"
	methodNotAllowed   code = "METHOD_NOT_ALLOWED"
	notAcceptable      code = "NOT_ACCEPTABLE"
	unsupportedMedia   code = "UNSUPPORTED_MEDIA"
	conflict           code = "CONFLICT"
	gone               code = "GONE"
	resultTooLarge     code = "RESULT_TOO_LARGE"
	sqlTooLarge        code = "SQL_TOO_LARGE"
	bodyTooLarge       code = "BODY_TOO_LARGE"
	loadRejected       code = "LOAD_REJECTED"
	rateLimited        code = "RATE_LIMITED"
	cancelled          code = "CANCELLED"
	internal           code = "INTERNAL"
	overloaded         code = "OVERLOADED"
	queueTimeout       code = "QUEUE_TIMEOUT"
	shuttingDown       code = "SHUTTING_DOWN"
	timedOut           code = "TIMEOUT"
	outOfMemory        code = "OUT_OF_MEMORY"
	tempFull           code = "TEMP_FULL"
)

// statusCancelled is what the log says when the client ended the request; no client sees it.
const statusCancelled = 499

// meaning is what a code is over HTTP and to a program that knows SQLSTATEs.
type meaning struct {
	status    int
	sqlstate  string
	title     string
	retryable bool          // whether the same request may succeed later
	after     time.Duration // when to try again; 0 says nothing
}

var codes = map[code]meaning{
	badRequest:         {status: http.StatusBadRequest, sqlstate: "08P01", title: "The request is malformed"},
	paramMismatch:      {status: http.StatusBadRequest, sqlstate: "07001", title: "The parameters do not fit the statement"},
	sqlSyntax:          {status: http.StatusBadRequest, sqlstate: "42601", title: "The SQL does not parse"},
	sqlBind:            {status: http.StatusBadRequest, sqlstate: "42P01", title: "The SQL names what is not there"},
	sqlType:            {status: http.StatusBadRequest, sqlstate: "22P02", title: "A value does not fit its type"},
	multiStatement:     {status: http.StatusBadRequest, sqlstate: "42601", title: "It is not exactly one statement"},
	unauthenticated:    {status: http.StatusUnauthorized, sqlstate: "28P01", title: "A key is needed"},
	forbidden:          {status: http.StatusForbidden, sqlstate: "42501", title: "The key may not do this"},
	forbiddenStatement: {status: http.StatusForbidden, sqlstate: "25006", title: "The statement does more than read"},
	forbiddenFunction:  {status: http.StatusForbidden, sqlstate: "42501", title: "The function is not allowed"},
	forbiddenTable:     {status: http.StatusForbidden, sqlstate: "42501", title: "The table is not allowed"},
	badHost:            {status: http.StatusForbidden, title: "The host is not served here"},
	badOrigin:          {status: http.StatusForbidden, title: "The origin is not allowed"},
	notFound:           {status: http.StatusNotFound, title: "There is no such thing"},
	methodNotAllowed:   {status: http.StatusMethodNotAllowed, title: "The method is not allowed here"},
	notAcceptable:      {status: http.StatusNotAcceptable, title: "The format is unknown"},
	unsupportedMedia:   {status: http.StatusUnsupportedMediaType, title: "The type of the body is not taken"},
	conflict:           {status: http.StatusConflict, sqlstate: "40001", title: "It collides with another request", retryable: true},
	gone:               {status: http.StatusGone, title: "It has expired"},
	resultTooLarge:     {status: http.StatusRequestEntityTooLarge, sqlstate: "54000", title: "The result is over its limit"},
	sqlTooLarge:        {status: http.StatusRequestEntityTooLarge, sqlstate: "54000", title: "The SQL is over its limit"},
	bodyTooLarge:       {status: http.StatusRequestEntityTooLarge, sqlstate: "54000", title: "The body is over its limit"},
	loadRejected:       {status: http.StatusUnprocessableEntity, sqlstate: "22000", title: "The data were not taken"},
	rateLimited: {status: http.StatusTooManyRequests, sqlstate: "53300", title: "Too many requests of one key", retryable: true,
		after: time.Second},
	cancelled:    {status: statusCancelled, sqlstate: "57014", title: "The query was cancelled"},
	internal:     {status: http.StatusInternalServerError, sqlstate: "XX000", title: "A fault of the server"},
	overloaded:   {status: http.StatusServiceUnavailable, sqlstate: "53300", title: "Too many queries wait", retryable: true, after: time.Second},
	queueTimeout: {status: http.StatusServiceUnavailable, sqlstate: "53300", title: "No slot was free in time", retryable: true, after: time.Second},
	shuttingDown: {status: http.StatusServiceUnavailable, sqlstate: "57P03", title: "The server shuts down", retryable: true, after: 5 * time.Second},
	timedOut:     {status: http.StatusGatewayTimeout, sqlstate: "57014", title: "The query took too long"},
	outOfMemory:  {status: http.StatusInsufficientStorage, sqlstate: "53200", title: "The query needs more memory than it may have"},
	tempFull:     {status: http.StatusInsufficientStorage, sqlstate: "53100", title: "The query needs more disk than it may have"},
}

// codeOf is the code of any error: its own where it is a problem, else what the engine says, whose codes are ours.
func codeOf(err error) code {
	var own *problem
	if errors.As(err, &own) {
		return own.Code
	}
	return code(engine.CodeOf(err))
}
