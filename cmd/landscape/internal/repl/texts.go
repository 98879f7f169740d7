package repl

import (
	"context"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/engine/encode"
)

// texts runs a query of the shell's own and returns its rows as text; NULL is the empty text. It is for small results.
func (s *shell) texts(ctx context.Context, sql string) ([][]string, error) {
	result, err := s.session.Query(ctx, sql, nil)
	if err != nil {
		return nil, err
	}
	return readTexts(result)
}

// readTexts reads a result to its end and releases it.
func readTexts(result door.Result) ([][]string, error) {
	defer result.Release()
	return textsOf(result)
}

// texts are the kept rows as text.
func (l *lastResult) texts() [][]string {
	rows, _ := textsOf(l.source()) // what is kept was read without an error
	return rows
}

func textsOf(src encode.Source) ([][]string, error) {
	var rows [][]string
	for src.Next() {
		batch := src.Batch()
		at := len(rows)
		rows = append(rows, make([][]string, batch.NumRows())...)
		for i := range rows[at:] {
			rows[at+i] = make([]string, batch.NumCols())
		}
		for c, column := range batch.Columns() {
			cell := encode.Text(column)
			for i := range column.Len() {
				if !column.IsNull(i) {
					rows[at+i][c] = string(cell(nil, i))
				}
			}
		}
	}
	return rows, src.Err()
}
