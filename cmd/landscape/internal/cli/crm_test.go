package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// priorities loads the small ledger in which every label occurs.
func priorities(t *testing.T) string {
	t.Helper()
	db := empty(t)
	for _, table := range []string{"customers", "prospects", "opportunities", "invoice_lines"} {
		must(t, "load", db, "-q", "--into", table, filepath.Join("..", "..", "..", "..", "testdata", "priorities", table+".csv"))
	}
	must(t, "set", db, "as_of", "2025-12-31")
	return db
}

func TestCRM(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	db := priorities(t)
	out := filepath.Join(t.TempDir(), "accounts.csv")
	count := func(target string) string {
		t.Helper()
		return strings.TrimSpace(must(t, "query", db, "-o", "csv", "-c", "select count(*) as n from crm_delta('"+target+"')"))
	}

	o := run(t, "crm", "export", db, "--target", "salesforce", "--out", out)
	if o.code != 0 || o.stdout != "" || !strings.Contains(o.stderr, "17 rows for salesforce as of 2025-12-31, pending") ||
		!strings.Contains(o.stderr, "landscape crm ack "+db+" --target salesforce") {
		t.Fatalf("exit %d, %q, %q", o.code, o.stdout, o.stderr)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) != 18 || strings.TrimSpace(lines[0]) != "Id,Name,Landscape_Id__c,Customer_Importance__c,Customer_Status__c,Customer_Tier__c,Potential_Tier__c" ||
		strings.TrimSpace(lines[1]) != ",Alpha Ltd,Alpha,Existing Cat A customer,existing,A," {
		t.Errorf("%d lines: %q, %q", len(lines), lines[0], lines[1])
	}

	// the file is there and nothing was acknowledged, as after a crash: the next export tells the same, and does not overwrite
	if o := run(t, "crm", "export", db, "--target", "salesforce", "--out", out); o.code != 2 || !strings.Contains(o.stderr, "--force") {
		t.Errorf("over a file: exit %d, %q", o.code, o.stderr)
	}
	if again := must(t, "crm", "export", db, "--target", "salesforce"); again != string(text) {
		t.Errorf("the second export differs:\n%s", again)
	}
	if n := count("salesforce"); n != "n\n17" {
		t.Errorf("before the acknowledgement: %q", n)
	}
	if o := run(t, "crm", "ack", db, "--target", "salesforce"); o.code != 0 || !strings.Contains(o.stderr, "17 rows as of 2025-12-31") {
		t.Errorf("ack: exit %d, %q", o.code, o.stderr)
	}
	if n := count("salesforce"); n != "n\n0" {
		t.Errorf("after the acknowledgement: %q", n)
	}
	if o := run(t, "crm", "ack", db, "--target", "salesforce"); o.code != 1 || !strings.Contains(o.stderr, "no export is pending") ||
		!strings.Contains(o.stderr, "landscape crm export DB --target salesforce") {
		t.Errorf("a second ack: exit %d, %q", o.code, o.stderr)
	}

	must(t, "query", db, "-q", "-c", "update prospects set estimated_annual_revenue = 600, name = 'Fourth | \"Sons\"' where prospect_id = 'P4'")
	if got := must(t, "crm", "export", db, "--target", "salesforce", "--out", "-"); strings.Count(got, "\n") != 2 || !strings.Contains(got, "P4,Cat A prospect,prospect,A,") {
		t.Errorf("after one change: %q", got)
	}
	if got := must(t, "crm", "export", db, "--target", "zoho"); !strings.Contains(got, ",Fourth  Sons,P4,Cat A prospect") || !strings.HasPrefix(got, "Record Id,Account Name,") {
		t.Errorf("for zoho, which refuses some characters: %q", got)
	}
	if got := must(t, "crm", "exports", db, "-o", "csv"); strings.Count(got, "\n") != 4 || !strings.Contains(got, "salesforce,2025-12-31,17") {
		t.Errorf("exports: %q", got)
	}
}

// A file that cannot be written leaves no pending export, nor part of a file.
func TestCRMWhole(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	db := priorities(t)
	cmd := command(t, nil, "crm", "export", db, "--target", "capsule")
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full; Linux has")
	}
	defer full.Close()
	cmd.Stdout = full
	if err := cmd.Run(); err == nil {
		t.Error("a full disk is no error")
	}
	if got := must(t, "query", db, "-o", "csv", "-c", "select count(*) as n from crm_exports union all select count(*) from crm_sent"); got != "n\n0\n0\n" {
		t.Errorf("what is left: %q", got)
	}
}

func TestCRMUsage(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	for _, c := range []struct {
		args []string
		want []string
		code int
	}{
		{[]string{"crm", "export"}, []string{"which CRM? --target takes capsule, dynamics, highrise, salesforce, zoho"}, 2},
		{[]string{"crm", "export", "--target", "zohoo"}, []string{`--target is "zohoo"`, "zoho"}, 2},
		{[]string{"crm", "ack", "--target", "zoho"}, []string{"no export is pending"}, 1},
		{[]string{"crm", "ack", "extra", "--target", "zoho"}, []string{`"extra"`}, 2},
		{[]string{"crm", "exprt"}, []string{`there is no command "exprt" of crm`, "landscape crm export"}, 2},
		{[]string{"snapshot"}, []string{"snapshot takes one label"}, 2},
		{[]string{"snapshot", "a", "b"}, []string{"snapshot takes one label"}, 2},
		{[]string{"snapshot", "x"}, []string{"the ledger has no lines"}, 2},
		{[]string{"snapshot", "x", "--drop"}, []string{"there is no such snapshot", "landscape snapshots"}, 1},
		{[]string{"snapshot", "x", "--drop", "--replace"}, []string{"contradict"}, 2},
	} {
		o := run(t, c.args...)
		if o.code != c.code || o.stdout != "" {
			t.Errorf("%v: exit %d, %q", c.args, o.code, o.stdout)
		}
		for _, want := range c.want {
			if !strings.Contains(o.stderr, want) {
				t.Errorf("%v: %q lacks %q", c.args, o.stderr, want)
			}
		}
	}
	if got := must(t, "__complete", "crm", "export", "--target", ""); !strings.Contains(got, "salesforce") {
		t.Errorf("completion of --target: %q", got)
	}
}
