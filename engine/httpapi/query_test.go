package httpapi_test

import (
	"net/http"
	"testing"
)

func TestQuery(t *testing.T) {
	d := start(t, nil)
	a := d.do("POST", "/v1/query", "select 1 as one", "Content-Type: application/sql")
	if a.status != http.StatusOK || a.body == "" {
		t.Errorf("got %d %q", a.status, a.body)
	}
}
