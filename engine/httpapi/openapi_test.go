package httpapi_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/customer-landscape/landscape/engine/enginetest"
	"github.com/customer-landscape/landscape/engine/httpapi"
)

// TestOpenAPI reads the description under its own contract: it describes itself, and every operation has a sentence of its own.
func TestOpenAPI(t *testing.T) {
	server, err := httpapi.New(httpapi.Options{Engine: enginetest.Open(t), Version: "1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	door := httptest.NewServer(server)
	defer door.Close()
	response, err := underContract(t, door.URL).Get(door.URL + "/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var doc struct {
		OpenAPI string
		Info    struct{ Version string }
		Paths   map[string]map[string]struct {
			Summary     string
			OperationID string
		}
	}
	if err := json.NewDecoder(response.Body).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1.") || doc.Info.Version != "1.2.3" || response.StatusCode != http.StatusOK {
		t.Errorf("%d %s %s", response.StatusCode, doc.OpenAPI, doc.Info.Version)
	}
	ids := map[string]string{}
	for path, operations := range doc.Paths {
		for method, o := range operations {
			if !strings.HasSuffix(o.Summary, ".") {
				t.Errorf("%s %s: %q is no sentence", method, path, o.Summary)
			}
			if ids[o.OperationID] != "" || o.OperationID == "" {
				t.Errorf("%s %s: the id %q is also that of %s", method, path, o.OperationID, ids[o.OperationID])
			}
			ids[o.OperationID] = path
		}
	}
}
