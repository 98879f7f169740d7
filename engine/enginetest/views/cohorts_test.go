package views_test

import (
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// The 12-row ledger by the year in which customers came.
func TestCohortsGolden(t *testing.T) {
	e := Open(t)
	LoadFolder(t, e, "golden12")
	s := Session(t, e)
	AsOf(t, s, "2025-12-31")
	CheckFigures(t, s, "golden12", [][3]string{
		{"cohorts_year", "cohort period", "cohorts(grain := 'year')"},
		{"cohorts_customers_november", "cohort period", "cohorts(grain := 'year', metric := 'customers', as_of := date '2025-11-15')"},
		{"c3_year", "period cohort", "c3(grain := 'year')"},
		{"audit_lens_1", "decile", "audit_lens_1"},
		{"audit_lens_2", "change", "audit_lens_2"},
		{"audit_lens_3_year", "cohort age", "audit_lens_3(grain := 'year')"},
		{"audit_lens_4_year", "age cohort", "audit_lens_4(grain := 'year')"},
		{"audit_lens_5", "period cohort", "audit_lens_5"},
		{"new_customer_outcome_year", "cohort", "new_customer_outcome(grain := 'year')"},
		{"concentration", "period", "concentration"},
	})
}
