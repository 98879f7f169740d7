package httpapi_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// TestLanding follows every link of the page, which brings nothing from elsewhere and runs nothing.
func TestLanding(t *testing.T) {
	d := start(t, nil)
	page := d.do(http.MethodGet, "/", "")
	if page.status != http.StatusOK || page.header.Get("Content-Type") != "text/html; charset=utf-8" || page.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %v", page.status, page.header)
	}
	for _, never := range []string{"<script", "src=", "@import", "url(", "<link"} {
		if strings.Contains(page.body, never) {
			t.Errorf("the page has %s", never)
		}
	}
	if !strings.Contains(page.body, d.url+"/v1/views/landscape.csv") {
		t.Error("the page does not name its own address")
	}
	for _, link := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(page.body, -1) {
		address := strings.ReplaceAll(link[1], "&amp;", "&")
		if got := d.do(http.MethodGet, address, ""); got.status != http.StatusOK {
			t.Errorf("%s: %d %.300s", address, got.status, got.body)
		}
	}
	if got := d.do(http.MethodGet, "/nowhere", ""); got.status != http.StatusNotFound {
		t.Errorf("/nowhere: %d", got.status)
	}
}
