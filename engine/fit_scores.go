package engine

import (
	"context"
	"database/sql"
)

// storeScores ends a fit, in its transaction and after it has written ltv_models: it keeps the moves between the tiers where the fit
// found no model, and replaces the rows of ltv_scores by what ltv says of the day of the fit, a date such as 2025-12-31, with what
// they rest on. ltv is the relation that says it.
func (e *Engine) storeScores(ctx context.Context, conn *sql.Conn, asOf, ltv string) error {
	day := "DATE " + quoteText(asOf)
	statements := []string{
		"DELETE FROM landscape_base.ltv_migration WHERE as_of = " + day,
		"DELETE FROM landscape_base.ltv_states WHERE as_of = " + day,
	}
	var fallback string
	err := e.queryRow(ctx, conn, "SELECT coalesce(fallback, '') FROM landscape_base.ltv_model_used(as_of := "+day+", model := 'auto')", nil, &fallback)
	if err != nil {
		return err
	}
	if fallback == "migration" {
		statements = append(statements,
			"INSERT INTO landscape_base.ltv_migration BY NAME SELECT "+day+" AS as_of, * FROM landscape_base.ltv_chain(as_of := "+day+")",
			"INSERT INTO landscape_base.ltv_states BY NAME SELECT "+day+" AS as_of, * FROM landscape_base.ltv_tiers(as_of := "+day+")")
	}
	statements = append(statements, "DELETE FROM ltv_scores", `INSERT INTO ltv_scores BY NAME
		SELECT v.*, c.horizon_months, c.discount, c.measure, now()::TIMESTAMP AS scored_at
		FROM `+ltv+` AS v CROSS JOIN landscape_base.ltv_config(as_of := `+day+`) AS c`,
		"DELETE FROM landscape_base.ltv_scored",
		"INSERT INTO landscape_base.ltv_scored BY NAME SELECT n.state FROM landscape_base.ltv_state(as_of := "+day+") AS n")
	for _, statement := range statements {
		if _, err := e.exec(ctx, conn, statement); err != nil {
			return err
		}
	}
	return nil
}
