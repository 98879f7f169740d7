package views_test

import (
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// The ledger of testdata/priorities, whose README works out what every row must say.
func TestClients(t *testing.T) {
	t.Parallel()
	s := Session(t, priorities(t))
	CheckFigures(t, s, "priorities", [][3]string{
		{"client_categories", "kind client_id", "client_categories"},
		{"supply_chain", "customer_id via client_name client_customer_id", "supply_chain"},
		{"unknown_end_clients_2024", "customer_id", "unknown_end_clients(as_of := date '2024-12-31')"},
		{"prospect_ranking", "prospect_id", "prospect_ranking"},
	})
	for query, want := range map[string]int{
		"from unknown_end_clients": 0,
		"from client_categories(active_days := 29) where category = 'active_paying'":                    0,
		"from client_categories(nonactive_to := 577) where kind = 'customer' and category = 'lost'":     3, // Dora, Ivo, Lena
		"from client_categories(as_of := date '2025-07-31') where client_id = 'c6' and connections = 1": 0,
		"from prospect_ranking(as_of := date '2025-11-15')":                                             2, // P1 and P4
	} {
		if rows := Query(t, s, query); len(rows) != want {
			t.Errorf("%s: %d rows, want %d: %v", query, len(rows), want, rows)
		}
	}
}

// The categories of the 12-row ledger, as its specification lists them.
func TestClientCategoriesGolden(t *testing.T) {
	t.Parallel()
	e := Open(t)
	LoadFolder(t, e, "golden12")
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	CheckFigures(t, s, "golden12", [][3]string{{"client_categories", "client_id", "client_categories"}})
	for _, view := range []string{"supply_chain", "unknown_end_clients", "prospect_ranking"} {
		if rows := Query(t, s, "from "+view); len(rows) > 0 {
			t.Errorf("%s has rows without its input: %v", view, rows)
		}
	}
}

// The macro alone, at the edges of each test.
func TestClientCategory(t *testing.T) {
	t.Parallel()
	s := Session(t, Open(t))
	for arguments, want := range map[string]string{
		"90, 90, false, 0, 0, 5, 'existing'":                            "active_paying",
		"91, 90, false, 0, 0, 5, 'existing'":                            "active_non_paying",
		"90, 90.5, false, 0, 0, 5, 'existing'":                          "active_non_paying",
		"10, null, false, 0, 0, 1, 'existing'":                          "active_paying",
		"10, 10, true, 0, 0, 9, 'existing'":                             "lost",
		"730, null, false, 3, 3, 1, 'ex-customer'":                      "non_active",
		"731, null, false, 3, 3, 1, 'ex-customer'":                      "lost",
		"30, null, false, 0, 0, 0, 'ex-customer'":                       "non_active",
		"null, null, null, 1, 1, 0, 'prospect'":                         "direct_referral",
		"null, null, null, 0, 1, 0, 'prospect'":                         "center_of_influence",
		"null, null, null, null, null, null, null":                      "undefined",
		"40, null, false, 0, 0, 1, 'existing', active := 30":            "active_non_paying",
		"400, null, false, 0, 0, 1, 'ex-customer', 30, 365":             "lost",
		"70, null, false, 0, 0, 1, 'ex-customer', active := 90":         "non_active",
		"null, null, true, 0, 0, 0, 'prospect'":                         "undefined",
		"200, 10, false, 0, 0, 1, 'existing', active := 365, to_ := 99": "lost",
	} {
		if rows := Query(t, s, "select client_category("+arguments+") as category"); rows[0]["category"] != want {
			t.Errorf("client_category(%s) is %v, want %s", arguments, rows[0]["category"], want)
		}
	}
}
