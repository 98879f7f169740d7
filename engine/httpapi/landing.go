package httpapi

import (
	"html/template"
	"net/http"
	"strings"
)

func (s *Server) landingRoutes() []route {
	return []route{{method: http.MethodGet, path: "/{$}", needs: anybody, serve: (*call).getLanding,
		summary: "A page for people: what there is to ask, and how from a spreadsheet.",
		doc:     operation{answers: map[int]answer{200: {text: "The page", content: map[string]schema{"text/html": {}}}}}}}
}

// landingPage needs nothing but itself: no script, no style sheet and no picture from anywhere.
var landingPage = template.Must(template.New("landing").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>landscape</title>
<style>body{font:16px/1.5 sans-serif;max-width:48em;margin:2em auto;padding:0 1em}code,pre{background:#f3f3f3}pre{padding:.6em;overflow:auto}</style>
<h1>landscape</h1>
<p>The customers of a business, ranked: this server answers questions over HTTP.</p>
<h2>Without SQL</h2>
<ul>
<li><a href="/v1/views">/v1/views</a> lists every view with its arguments and columns.</li>
<li><a href="/v1/views/landscape.csv?period=0&amp;order=-value&amp;limit=100">/v1/views/landscape.csv?period=0&amp;order=-value&amp;limit=100</a>: the hundred best customers of the newest period.</li>
<li><a href="/v1/views/landscape.xlsx?period=0&amp;tier=A&amp;columns=customer_id,name,value">/v1/views/landscape.xlsx?period=0&amp;tier=A&amp;columns=customer_id,name,value</a>: the customers of tier A as a workbook.</li>
<li><code>as_of=2025-12-31</code>, <code>measure=profit</code> and every other setting may be added; so may filters such as <code>value.gte=1000</code>.</li>
<li><a href="/v1/saved">/v1/saved</a> lists the saved queries of this server.</li>
</ul>
<h2>In a spreadsheet</h2>
<p>Excel: Data, From Web, and this address; as user and password give the two parts of the key, or leave them out where none is needed.</p>
<pre>{{.}}/v1/views/landscape.csv?period=0&amp;bom=1</pre>
<p>Google Sheets, with a server that it can reach:</p>
<pre>=IMPORTDATA("{{.}}/v1/views/landscape.csv?period=0")</pre>
<p>LibreOffice: Sheet, External Links, and the same address.</p>
<h2>With SQL</h2>
<pre>curl "{{.}}/v1/query.csv" -H "Content-Type: application/sql" -d "select tier, count(*) from landscape where period = 0 group by tier"</pre>
<h2>For programs</h2>
<ul>
<li><a href="/openapi.json">/openapi.json</a> describes every address, option and error.</li>
<li><a href="/v1/catalog">/v1/catalog</a> has the tables, columns, types and units.</li>
<li><a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a>, <a href="/version">/version</a></li>
</ul>
</html>
`))

func (c *call) getLanding() error {
	scheme := "http://"
	if c.r.TLS != nil {
		scheme = "https://"
	}
	var page strings.Builder
	if err := landingPage.Execute(&page, scheme+c.r.Host); err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	_, err := c.w.Write([]byte(page.String()))
	return err
}
