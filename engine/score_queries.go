package engine

import (
	"fmt"

	"github.com/customer-landscape/landscape/queries"
)

// The statements of scores, over any relation that holds the scores of every customer or the ids asked for: the temporary tables of a
// session, or the common table expressions of a reader, who has none.

// columnsQuery lists the columns of scores.
const columnsQuery = "SELECT d.column_name FROM (DESCRIBE FROM scores) AS d"

// modelQuery tells of the model behind the lifetime values; no row where nothing is fitted.
const modelQuery = `SELECT coalesce(u.kind, '') AS model, CAST(u.fitted_as_of AS VARCHAR) AS fitted_as_of, coalesce(u.loads_since_fit, 0) AS loads
	FROM landscape_base.ltv_model_used() AS u WHERE u.fitted_as_of IS NOT NULL`

// fittedQuery asks whether the last fit has seen what a score would see now.
const fittedQuery = `SELECT EXISTS (SELECT 1 FROM landscape_base.ltv_scored AS k CROSS JOIN landscape_base.ltv_state() AS n WHERE k.state = n.state) AS fitted`

// askedQuery tells what scores would be made of: the day, the measure, the level, whether lifetime values are fitted and the rest is kept, and a
// text that is the same as long as the ledger, the settings and what is kept are.
const askedQuery = `SELECT coalesce(CAST(c.as_of AS VARCHAR), '') AS as_of, c.measure, c.level, (` + fittedQuery + `) AS fitted, (` + keptQuery + `) AS kept,
		coalesce((SELECT n.state FROM landscape_base.ltv_state() AS n), '') || ' ' || coalesce((SELECT max(l.data_version) FROM landscape_base.ledger_state AS l)::VARCHAR, '')
			|| ' ' || (SELECT md5(string_agg(t::VARCHAR, '|')) FROM landscape_base.settings_row AS t) || ' ' || landscape_base.kept_for_session() AS state
	FROM landscape_base.config() AS c`

// keptQuery asks whether a session may read what the refresh has kept.
const keptQuery = "SELECT landscape_base.kept_for_session() AS kept"

// scoreRows are the scores of every customer: with lifetime values of the last fit or computed anew, and the rest as the refresh has kept it or
// computed anew.
func scoreRows(fitted, kept bool) string {
	rows := queries.BaseSchema + ".score_rows"
	if kept {
		rows = queries.NowName("score_rows")
	}
	return fmt.Sprintf("FROM %s(fitted := %t)", rows, fitted)
}

// tiersQuery sums scores by tier, the best first.
func tiersQuery(scores string) string {
	return `SELECT row_number() OVER (ORDER BY min(s.rank) NULLS LAST, s.tier) AS place, coalesce(s.tier, '') AS name, count(*) AS customers,
		CAST(coalesce(sum(s.value), 0) AS VARCHAR) AS value
	FROM ` + scores + ` AS s GROUP BY s.tier ORDER BY place`
}

// totalsQuery sums the scores and the ledger. A value of another measure than revenue is no sum of lines.
func totalsQuery(scores string) string {
	return `WITH days AS (
		SELECT d.net, d.day > w.tier_start AS recent,
			d.customer_id IN (SELECT c.customer_id FROM landscape_base.customers AS c WHERE c.kind <> 'ranked') AS unranked
		FROM landscape_base.day_facts() AS d
		CROSS JOIN landscape_base.score_windows() AS w
	),
	ledger AS (
		SELECT sum(d.net) AS ever, sum(d.net) FILTER (d.recent) AS recent, sum(d.net) FILTER (d.unranked) AS unranked_ever,
			sum(d.net) FILTER (d.unranked AND d.recent) AS unranked_recent
		FROM days AS d
	),
	scored AS (SELECT sum(s.value) AS value, sum(s.historic_revenue) AS historic FROM ` + scores + ` AS s),
	pairs AS (
		SELECT 1 AS place, 'value' AS name, s.value AS scores, l.unranked_recent AS unranked, l.recent AS ledger FROM scored AS s CROSS JOIN ledger AS l
		CROSS JOIN landscape_base.config() AS c WHERE c.measure = 'revenue'
		UNION ALL
		SELECT 2, 'historic_revenue', s.historic, l.unranked_ever, l.ever FROM scored AS s CROSS JOIN ledger AS l
	)
	SELECT p.place, p.name, CAST(coalesce(p.scores, 0)::DECIMAL(38, 4) AS VARCHAR) AS scores, CAST(coalesce(p.unranked, 0)::DECIMAL(38, 4) AS VARCHAR) AS unranked,
		CAST(coalesce(p.ledger, 0)::DECIMAL(38, 4) AS VARCHAR) AS ledger
	FROM pairs AS p ORDER BY p.place`
}

// unitsQuery finds for each id the customer whose score stands for it.
func unitsQuery(ids string) string {
	return `SELECT i.id, coalesce(landscape_base.unit_of(cu.customer_id, cu.kind, cu.parent_id, b.grain), i.id) AS unit_id
	FROM (SELECT DISTINCT v.id FROM ` + ids + ` AS v) AS i
	LEFT JOIN landscape_base.aliases AS a ON i.id = a.alias_id
	LEFT JOIN landscape_base.customers AS cu ON coalesce(a.customer_id, i.id) = cu.customer_id
	CROSS JOIN landscape_base.basics() AS b`
}

// sinceQuery tells of the snapshot of the label that is its parameter whether the scores can be compared with it.
const sinceQuery = `SELECT k.label IS NOT NULL AS found, coalesce(k.measure = c.measure, false) AS same_measure, coalesce(k.level = c.level, false) AS same_level,
		coalesce(k.measure, '') AS measure, coalesce(k.level, '') AS level, EXISTS (SELECT 1 FROM snapshot_scores AS s WHERE s.label = k.label) AS has_scores
	FROM landscape_base.config() AS c LEFT JOIN (SELECT label, measure, level FROM snapshots WHERE label = ?) AS k ON true`
