package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ScorePart is a part of scores that belongs into one file.
type ScorePart struct {
	Values []PartValue // what the rows of the part share, in the order of the columns asked for; empty for a range
	Rows   int64

	where string // empty for all
}

// PartValue is one column and the value that all rows of a part have in it.
type PartValue struct {
	Column string
	Value  string
	IsNull bool
}

// maxParts bounds the files of one set of scores.
const maxParts = 10_000

// Whole is one part with every row.
func (r *Scores) Whole() ScorePart { return ScorePart{Rows: r.Summary.Rows} }

// PartsBy divides the scores by the values of columns, in their order. A column that the scores do not have, or more than ten thousand parts,
// is an error of KindInvalid.
func (r *Scores) PartsBy(ctx context.Context, columns []string) ([]ScorePart, error) {
	for _, c := range columns {
		if c == scoreKey || !slices.Contains(r.Columns, c) {
			return nil, &Error{Kind: KindInvalid, Op: "score", Object: "partition by " + c, Err: errors.New("the scores have no such column to be divided by"),
				Hint: "They have " + strings.Join(r.Columns[1:], ", ") + "."}
		}
	}
	list := quoteNames("s.", columns)
	var texts []string
	for _, c := range columns {
		texts = append(texts, "CAST(s."+quoteName(c)+" AS VARCHAR)")
	}
	var parts []ScorePart
	err := r.read(ctx, fmt.Sprintf("SELECT count(*), [%s] FROM temp.%s AS s GROUP BY %s ORDER BY %s LIMIT %d",
		strings.Join(texts, ", "), r.rows, list, list, maxParts+1), nil, func(scan func(...any) error) error {
		p := ScorePart{}
		var values any
		if err := scan(&p.Rows, &values); err != nil {
			return err
		}
		found, ok := values.([]any)
		if !ok || len(found) != len(columns) {
			return fmt.Errorf("the values of a part are %v", values)
		}
		var conditions []string
		for i, v := range found {
			text, isText := v.(string)
			p.Values = append(p.Values, PartValue{Column: columns[i], Value: text, IsNull: !isText})
			literal := "NULL"
			if isText {
				literal = quoteText(text)
			}
			conditions = append(conditions, texts[i]+" IS NOT DISTINCT FROM "+literal)
		}
		p.where = strings.Join(conditions, " AND ")
		parts = append(parts, p)
		return nil
	})
	if err == nil && len(parts) > maxParts {
		err = &Error{Kind: KindInvalid, Op: "score", Object: "partition by " + strings.Join(columns, ", "),
			Err: fmt.Errorf("that makes more than %d files", maxParts), Hint: "Divide by columns of fewer values, such as tier."}
	}
	return parts, classify("score", r.session.engine.name(), err)
}

// PartsOf divides the scores into ranges of customer_id with so many rows each, the last one with the rest.
func (r *Scores) PartsOf(ctx context.Context, rows int64) ([]ScorePart, error) {
	if rows < 1 || r.Summary.Rows/rows >= maxParts {
		return nil, &Error{Kind: KindInvalid, Op: "score", Object: fmt.Sprintf("%d rows a file", rows), Err: fmt.Errorf("that is not between 1 and %d files", maxParts),
			Hint: fmt.Sprintf("Take at least %d rows a file.", r.Summary.Rows/maxParts+1)}
	}
	var ends []string
	err := r.read(ctx, fmt.Sprintf(`SELECT o.customer_id FROM (SELECT s.customer_id, row_number() OVER (ORDER BY s.customer_id) AS place FROM temp.%s AS s) AS o
		WHERE o.place %% %d = 0 AND o.place < %d ORDER BY o.customer_id`, r.rows, rows, r.Summary.Rows), nil, func(scan func(...any) error) error {
		var end string
		err := scan(&end)
		ends = append(ends, end)
		return err
	})
	if err != nil {
		return nil, classify("score", r.session.engine.name(), err)
	}
	var parts []ScorePart
	for i := range len(ends) + 1 {
		p := ScorePart{Rows: rows}
		var conditions []string
		if i > 0 {
			conditions = append(conditions, "s.customer_id > "+quoteText(ends[i-1]))
		}
		if i < len(ends) {
			conditions = append(conditions, "s.customer_id <= "+quoteText(ends[i]))
		} else {
			p.Rows = r.Summary.Rows - int64(len(ends))*rows
		}
		p.where = strings.Join(conditions, " AND ")
		parts = append(parts, p)
	}
	return parts, nil
}

// query selects a part, without the columns that all of its rows share.
func (r *Scores) query(part ScorePart) string {
	columns := slices.DeleteFunc(slices.Clone(r.Columns), func(c string) bool {
		return slices.ContainsFunc(part.Values, func(v PartValue) bool { return v.Column == c })
	})
	query := "SELECT " + quoteNames("s.", columns) + " FROM temp." + r.rows + " AS s"
	if part.where != "" {
		query += " WHERE " + part.where
	}
	return query
}

// Read returns the rows of a part, in no particular order, as Session.Query does.
func (r *Scores) Read(ctx context.Context, part ScorePart) (*Result, error) {
	return r.session.Query(ctx, r.query(part), nil)
}

// mostRepeated is the number of values of a column of a row group up to which they are written once each. DuckDB's own limit, a fifth of the
// rows, makes it look for repetitions in columns of amounts and probabilities that have none to speak of.
const mostRepeated = 1000

// parquetOf writes the rows of a query into a file.
func parquetOf(query, path string) string {
	return "COPY (" + query + ") TO " + quoteText(path) + " (FORMAT parquet, USE_TMP_FILE false, DICTIONARY_SIZE_LIMIT " + strconv.Itoa(mostRepeated) + ")"
}

// WriteParquet writes a part into a file, in place of one of that name, by DuckDB's own writer, which works on all threads. A file of an error
// is cut, and the caller's to remove.
func (r *Scores) WriteParquet(ctx context.Context, path string, part ScorePart) error {
	return classify("score", path, r.run(ctx, parquetOf(r.query(part), path)))
}

// SaveAs keeps the rows as a table of the database, in place of one of that name when replace is set. A name of this program's own, or one
// that is taken, is an error of KindInvalid.
func (r *Scores) SaveAs(ctx context.Context, table string, replace bool) error {
	e, conn := r.session.engine, r.session.conn
	if e.readOnly {
		return &Error{Kind: KindReadOnly, Op: "score", Object: table, Err: errors.New("the database was opened read-only")}
	}
	release, err := e.lockWriter(ctx)
	if err != nil {
		return classify("score", table, err)
	}
	defer release()
	defer e.reshaped()
	var ours, taken bool
	err = e.queryRow(ctx, conn, `SELECT EXISTS (SELECT 1 FROM landscape_base.objects AS o WHERE lower(o.name) = lower(?)),
		EXISTS (SELECT 1 FROM information_schema.tables AS t WHERE t.table_catalog = current_database() AND t.table_schema = 'main' AND lower(t.table_name) = lower(?))`,
		[]any{table, table}, &ours, &taken)
	switch {
	case err != nil:
		return classify("score", table, err)
	case ours:
		return &Error{Kind: KindInvalid, Op: "score", Object: "table " + table, Err: errors.New("that name is one of this program's own"), Hint: "Choose another, such as my_scores."}
	case taken && !replace:
		return &Error{Kind: KindInvalid, Op: "score", Object: "table " + table, Err: errors.New("there is a table or view of this name"), Hint: "Pass --force to replace the table."}
	}
	if err := r.run(ctx, "CREATE OR REPLACE TABLE main."+quoteName(table)+" AS "+r.query(r.Whole())); err != nil {
		return classify("score", table, err)
	}
	return classify("score", table, e.settle(context.WithoutCancel(ctx), conn, "CHECKPOINT"))
}

// State is a text that two sets of scores share when they have the same columns and rows, whatever their order.
func (r *Scores) State(ctx context.Context) (string, error) {
	var state string
	err := r.session.engine.queryRow(ctx, r.session.conn, "SELECT md5(count(*) || ' ' || coalesce(bit_xor(hash(q)), 0) || ' ' || coalesce(sum(hash(q) % 1000000007), 0) || ?) FROM ("+
		r.query(r.Whole())+") AS q", []any{strings.Join(r.Columns, ",")}, &state)
	return state, classify("score", r.session.engine.name(), err)
}
