package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// crmColumn is one column of the file for a CRM: its title there and the SQL expression that fills it, over r (crm_sent) and c
// (customers).
type crmColumn struct{ title, from string }

// crmTarget is a CRM and the columns that its import of accounts expects. What it has no field for is a custom field of its own, which
// whoever runs the CRM makes once under that title.
type crmTarget struct {
	name    string
	columns []crmColumn
}

// crmTargets are the CRMs that a file can be written for, by name.
var crmTargets = []crmTarget{
	{"capsule", accountColumns("Id", "Organisation", "Customer Number", "Customer Importance", "Customer Status", "Customer Tier", "Potential Tier")},
	{"dynamics", accountColumns("(Do Not Modify) Account", "Account Name", "Account Number", "Customer Importance", "Customer Status",
		"Customer Tier", "Potential Tier")},
	{"highrise", accountColumns("Highrise ID", "Company", "Customer Number", "Customer Importance", "Customer Status", "Customer Tier", "Potential Tier")},
	{"salesforce", accountColumns("Id", "Name", "Landscape_Id__c", "Customer_Importance__c", "Customer_Status__c", "Customer_Tier__c", "Potential_Tier__c")},
	{"zoho", plainValues(accountColumns("Record Id", "Account Name", "Account Number", "Customer Importance", "Customer Status", "Customer Tier",
		"Potential Tier"))},
}

// accountColumns are the columns of every target under the titles of one: the CRM's own id, name, our id, label, status, tier, potential.
func accountColumns(id, name, number, label, status, tier, potential string) []crmColumn {
	return []crmColumn{
		{id, "CASE WHEN r.kind = 'customer' THEN c.crm_ids[r.target] END"}, {name, "coalesce(r.name, r.customer_id)"}, {number, "r.customer_id"},
		{label, "r.label"}, {status, "r.status"}, {tier, "r.tier"}, {potential, "r.potential_tier"},
	}
}

// plainValues takes out the characters that an import refuses inside a value.
func plainValues(columns []crmColumn) []crmColumn {
	for i := range columns {
		columns[i].from = `translate(` + columns[i].from + `, '"|<>', '')`
	}
	return columns
}

// CRMTargets lists the names of the CRMs that ExportCRM writes for.
func CRMTargets() []string {
	names := make([]string, len(crmTargets))
	for i, t := range crmTargets {
		names[i] = t.name
	}
	return names
}

func findCRM(name string) (crmTarget, error) {
	at := slices.IndexFunc(crmTargets, func(t crmTarget) bool { return t.name == name })
	if at >= 0 {
		return crmTargets[at], nil
	}
	return crmTarget{}, &Error{Kind: KindInvalid, Op: "crm", Object: "target", Err: fmt.Errorf("%q is not known", name),
		Hint: "It can be " + strings.Join(CRMTargets(), ", ") + "."}
}

// rows is the statement that reads the file of one export, in an order that does not change.
func (t crmTarget) rows(export int64) string {
	columns := make([]string, len(t.columns))
	for i, c := range t.columns {
		columns[i] = c.from + " AS " + quoteName(c.title)
	}
	return fmt.Sprintf("SELECT %s FROM main.crm_sent AS r LEFT JOIN main.customers AS c ON c.customer_id = r.customer_id WHERE r.export_id = %d ORDER BY r.kind, r.customer_id",
		strings.Join(columns, ", "), export)
}

var errNothingPending = errors.New("no export is pending")
