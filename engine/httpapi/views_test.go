package httpapi_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// listed is what /v1/views says, as a client reads it.
type listed struct {
	Views []struct {
		Name, Family, Summary, Grain, Example string
		Arguments                             []struct {
			Name, Type string
			Required   bool
		}
		Columns []struct{ Name, Type, Unit string }
	}
	Settings []struct{ Name, Type string }
}

func views(t *testing.T, d *door) listed {
	t.Helper()
	return read[listed](t, d.do(http.MethodGet, "/v1/views", ""))
}

// required are what the views cannot do without, as their examples have it.
var required = map[string]string{
	"who_is": "arg.key=ann@alpha.example", "crm_delta": "target=salesforce", "explain_customer": "customer=Acme", "what_if_cuts": "cuts=0.7,0.9",
	"what_if_lose": "customers=Acme,Bolt", "compare": "as_of_a=2024-12-31",
}

// TestEveryView asks every view of the catalogue for a row as csv; with -short the first of each family.
func TestEveryView(t *testing.T) {
	d := start(t, nil)
	list := views(t, d)
	asked := map[string]bool{}
	few := read[listed](t, d.do(http.MethodGet, "/v1/views?family=catalogue&family=settings", ""))
	if len(few.Views) != 2 || len(few.Settings) != len(list.Settings) {
		t.Errorf("%d views and %d settings", len(few.Views), len(few.Settings))
	}
	if len(list.Views) < 100 {
		t.Fatalf("only %d views", len(list.Views))
	}
	for _, v := range list.Views {
		if testing.Short() && asked[v.Family] {
			continue // planning a view takes a tenth of a second
		}
		asked[v.Family] = true
		address := "/v1/views/" + v.Name + ".csv?timeout_ms=600000&limit=1"
		for _, a := range v.Arguments {
			if a.Required && required[v.Name] == "" {
				t.Errorf("%s needs %s", v.Name, a.Name)
			}
		}
		got := d.do(http.MethodGet, address+"&"+required[v.Name], "")
		names := make([]string, len(v.Columns))
		for i, c := range v.Columns {
			names[i] = c.Name
		}
		if header, _, _ := strings.Cut(got.body, "\n"); got.status != http.StatusOK || strings.TrimSpace(header) != strings.Join(names, ",") {
			t.Errorf("%s: %d %.300s", address, got.status, got.body)
		}
	}
}

// TestViewOptions asks the same small ledger in many ways. Revenue of 2025 in golden12 is 660 140 0 60 140 -50 0 for Acme, Bolt, Core,
// Dune, Echo, Fern and Gale, tiers A A - B A C C, orders 2 2 1 1 2 0 0, and last orders 2025-03-05, 2025-06-11, 2024-11-30, 2025-10-15,
// 2025-07-01 and none of Fern and Gale. Core and Fern are ex-customers, Gale is a prospect.
func TestViewOptions(t *testing.T) {
	d := start(t, nil)
	const (
		year = "landscape.csv?header=0&period=0&columns=customer_id&order=customer_id"
		who  = "customer_status.csv?header=0&columns=customer_id&order=customer_id"
	)
	for _, c := range []struct{ name, ask, want string }{
		{"columns and order", "landscape.csv?columns=customer_id,revenue&period=0&order=-revenue",
			"customer_id,revenue Acme,660.0000 Bolt,140.0000 Echo,140.0000 Dune,60.0000 Core,0.0000 Gale,0.0000 Fern,-50.0000"},
		{"order by several, no value last", "landscape.csv?header=0&columns=customer_id&period=0&order=-tier,revenue", "Fern Gale Dune Bolt Echo Acme Core"},
		{"no value last when rising too", "customer_status.csv?header=0&columns=customer_id&order=last_order", "Core Acme Bolt Echo Dune Fern Gale"},
		{"limit and offset", "customer_status.csv?header=0&columns=customer_id&order=-orders&limit=2&offset=1", "Bolt Echo"},
		{"no rows", who + "&limit=0", ""},
		{"offset alone", who + "&offset=5", "Fern Gale"},
		{"equal", who + "&status=existing", "Acme Bolt Dune Echo"},
		{"equal by its operator", who + "&status.eq=existing", "Acme Bolt Dune Echo"},
		{"repeated", who + "&customer_id=Acme&customer_id=Gale", "Acme Gale"},
		{"several filters", year + "&tier=A&status=existing&revenue.lt=600", "Bolt Echo"},
		{"in", who + "&status.in=prospect,ex-customer", "Core Fern Gale"},
		{"in as JSON", who + `&orders.in=[0,1]`, "Core Dune Fern Gale"},
		{"another value or none", year + "&tier.ne=A", "Core Dune Fern Gale"},
		{"empty", who + "&last_order=", "Fern Gale"},
		{"empty or a value", who + "&last_order=&last_order=2024-11-30", "Core Fern Gale"},
		{"an empty text", who + "&name=&orders=1", "Core Dune"},
		{"no value", who + "&days_since_last.null=true", "Fern Gale"},
		{"a value", who + "&days_since_last.null=false&orders=1", "Core Dune"},
		{"from and to", who + "&last_order.gte=2025-03-05&last_order.lte=2025-07-01", "Acme Bolt Echo"},
		{"greater", who + "&orders.gt=1", "Acme Bolt Echo"},
		{"a flag", who + "&left_censored=true", "Echo"},
		{"a decimal of more digits", year + "&revenue.gte=139.99999&revenue.lt=140.00001", "Bolt Echo"},
		{"like", who + "&customer_id.like=_O%25", "Bolt Core"},
		{"contains", who + "&customer_id.contains=OL", "Bolt"},
		{"starts", who + "&customer_id.starts=e", "Echo"},
		{"a quote is a letter", who + "&customer_id='%20OR%20true%20--", ""},
		{"a % is a letter", who + "&customer_id.contains=%25", ""},
		{"an argument", "landscape.csv?header=0&period=0&columns=customer_id,revenue&order=-revenue&revenue.gt=0&as_of=2024-12-31", "Acme,600.0000 Bolt,300.0000 Core,250.0000"},
		{"an empty argument", who + "&as_of=&status=prospect", "Gale"},
		{"an argument that is a list", year + "&cuts=0.5,0.7&tier=A", "Acme"},
		{"labels too", year + "&cuts=[0.5]&labels=big,small&tier=big", "Acme"},
		{"a column that an argument hides", who + "&col.as_of.gt=2025-12-31", ""},
		{"an argument by its prefix", "customer_status.csv?header=0&columns=as_of&customer_id=Acme&arg.as_of=2024-12-31", "2024-12-31"},
		{"a setting that is no argument", year + "&tier_cuts=0.5,0.7&tier=A", "Acme"},
		{"a setting by its prefix", "settings_in_force.csv?header=0&columns=value,origin&name=measure&set.measure=profit", "profit,session"},
		{"a setting of texts", "settings_in_force.csv?header=0&columns=origin&name=tier_labels&tier_labels=x,y,z", "session"},
		{"no setting is left", "settings_in_force.csv?header=0&columns=value,origin&name=measure", "revenue,default"},
		{"a list holds", "what_if_lose.csv?header=0&columns=scenario&customers=Acme&customers=Zed&unknown_ids=Zed&order=scenario", "change now without"},
		{"a list holds not", "what_if_lose.csv?header=0&columns=unknown_ids&customers=Acme,Zed&unknown_ids.ne=Zed", ""},
		{"a table macro without its view", "explain_customer.csv?header=0&columns=topic&customer=Nobody&limit=0", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := d.do(http.MethodGet, "/v1/views/"+c.ask, "")
			if rows := strings.Join(strings.Fields(got.body), " "); got.status != http.StatusOK || rows != c.want {
				t.Errorf("%s\n%d %s\nwant %s", c.ask, got.status, rows, c.want)
			}
		})
	}
}

// TestViewFaults asks for what is not there or cannot be: the code, and what the error names.
func TestViewFaults(t *testing.T) {
	d := start(t, nil)
	for _, c := range []struct {
		name, ask, code string
		says            []string
	}{
		{"unknown view", "lanscape.csv", "NOT_FOUND", []string{"lanscape", "landscape"}},
		{"scalar macro", "wilson_hi.csv", "NOT_FOUND", []string{"wilson_hi"}},
		{"table", "invoice_lines.csv", "NOT_FOUND", []string{"invoice_lines"}},
		{"base view", "landscape_base.customers.csv", "NOT_FOUND", nil},
		{"unknown format", "landscape.exe", "NOT_ACCEPTABLE", []string{"exe", "csv"}},
		{"unknown column", "landscape.csv?teir=A", "BAD_REQUEST", []string{"teir", "tier"}},
		{"unknown operator", "landscape.csv?tier.get=A", "BAD_REQUEST", []string{"get", "gte"}},
		{"unknown column to give", "landscape.csv?columns=custmer_id", "BAD_REQUEST", []string{"custmer_id", "customer_id"}},
		{"unknown column to order by", "landscape.csv?order=-valeu", "BAD_REQUEST", []string{"valeu", "value"}},
		{"unknown argument", "landscape.csv?arg.yeras=2", "BAD_REQUEST", []string{"yeras", "years"}},
		{"unknown setting", "landscape.csv?set.mesure=profit", "BAD_REQUEST", []string{"mesure", "measure"}},
		{"no number", "landscape.csv?revenue.gte=much", "BAD_REQUEST", []string{"revenue", "DECIMAL(38,4)", "much"}},
		{"no whole number", "landscape.csv?rank=1.5", "BAD_REQUEST", []string{"rank", "BIGINT", "1.5"}},
		{"no day", "landscape.csv?as_of=31.12.2025", "BAD_REQUEST", []string{"as_of", "DATE", "31.12.2025"}},
		{"no flag", "landscape.csv?comparable=maybe", "BAD_REQUEST", []string{"comparable", "BOOLEAN", "maybe"}},
		{"no number in a list", "landscape.csv?cuts=0.8,x", "BAD_REQUEST", []string{"cuts", "x"}},
		{"neither true nor false", "landscape.csv?tier.null=2", "BAD_REQUEST", []string{"tier.null", "2"}},
		{"text operator on a number", "landscape.csv?rank.like=1", "BAD_REQUEST", []string{"rank", "BIGINT", "like"}},
		{"greater than a list", "what_if_lose.csv?customers=Acme&unknown_ids.gt=a", "BAD_REQUEST", []string{"unknown_ids", "list"}},
		{"argument given twice", "landscape.csv?as_of=2025-01-01&as_of=2025-01-02", "BAD_REQUEST", []string{"as_of"}},
		{"option given twice", "landscape.csv?limit=1&limit=2", "BAD_REQUEST", []string{"limit"}},
		{"wrong option", "landscape.csv?limit=many", "BAD_REQUEST", []string{"limit", "many"}},
		{"wrong setting", "customer_status.csv?set.churn_gap=long", "BAD_REQUEST", []string{"churn_gap", "long"}},
		{"required argument", "who_is.csv", "BAD_REQUEST", []string{"key", "who_is(", "arg.key"}},
		{"empty required argument", "explain_customer.csv?customer=", "BAD_REQUEST", []string{"customer"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := d.do(http.MethodGet, "/v1/views/"+c.ask, "")
			var p struct{ Code, Detail, Hint string }
			if err := json.Unmarshal([]byte(got.body), &p); err != nil || p.Code != c.code {
				t.Fatalf("%s: %d %s", c.ask, got.status, got.body)
			}
			for _, word := range c.says {
				if !strings.Contains(p.Detail+" "+p.Hint, word) {
					t.Errorf("%s: %q is not in %s", c.ask, word, got.body)
				}
			}
		})
	}
}

// TestViewForms asks a view in every format, by its ending, by the option and by Accept, for its head alone, and again under its ETag.
func TestViewForms(t *testing.T) {
	d := start(t, nil)
	const ask = "?limit=1&columns=customer_id,orders&order=customer_id"
	for format, media := range map[string]string{
		"csv": "text/csv; charset=utf-8", "json": "application/json", "objects": "application/json", "ndjson": "application/x-ndjson",
		"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "parquet": "application/vnd.apache.parquet",
		"arrow": "application/vnd.apache.arrow.stream", "md": "text/markdown; charset=utf-8", "html": "text/html; charset=utf-8",
	} {
		for _, address := range []string{"customer_status." + format + ask, "customer_status" + ask + "&format=" + format} {
			got := d.do(http.MethodGet, "/v1/views/"+address, "")
			if kind, _, _ := strings.Cut(got.header.Get("Content-Type"), ";"); got.status != http.StatusOK || !strings.HasPrefix(media, kind) || got.body == "" {
				t.Errorf("%s: %d %s %.200s", address, got.status, got.header.Get("Content-Type"), got.body)
			}
		}
	}
	if got := d.do(http.MethodGet, "/v1/views/customer_status"+ask, "", "Accept: text/csv"); strings.TrimSpace(got.body) != "customer_id,orders\r\nAcme,2" &&
		strings.TrimSpace(got.body) != "customer_id,orders\nAcme,2" {
		t.Errorf("Accept: text/csv: %s", got.body)
	}
	got := d.do(http.MethodGet, "/v1/views/customer_status.csv"+ask, "")
	if got.header.Get("X-Query-Truncated") != "true" && got.trailer.Get("X-Query-Truncated") != "true" {
		t.Errorf("nothing says that there are more rows: %v %v", got.header, got.trailer)
	}
	if again := d.do(http.MethodGet, "/v1/views/customer_status.csv"+ask, "", "If-None-Match: "+got.header.Get("ETag")); again.status != http.StatusNotModified {
		t.Errorf("%s again: %d", got.header.Get("ETag"), again.status)
	}
	if other := d.do(http.MethodGet, "/v1/views/customer_status.csv"+ask+"&as_of=2024-12-31", "", "If-None-Match: "+got.header.Get("ETag")); other.status != http.StatusOK {
		t.Errorf("another day under the same ETag: %d", other.status)
	}
	if head := d.do(http.MethodHead, "/v1/views/customer_status.csv"+ask, ""); head.status != http.StatusOK || head.body != "" {
		t.Errorf("HEAD: %d %q", head.status, head.body)
	}
}

// TestViewPages reads a view in pages whose order leaves ties: together they are the whole, each row once.
func TestViewPages(t *testing.T) {
	d := start(t, nil)
	const ask = "/v1/views/customer_status.csv?header=0&columns=customer_id,orders&order=-orders"
	whole := d.do(http.MethodGet, ask, "").body
	var pages strings.Builder
	for _, offset := range []string{"0", "2", "4", "6", "8"} {
		pages.WriteString(d.do(http.MethodGet, ask+"&limit=2&offset="+offset, "").body)
	}
	if strings.Count(whole, "\n") != 7 || pages.String() != whole {
		t.Errorf("pages %q, whole %q", pages.String(), whole)
	}
}
