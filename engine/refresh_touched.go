package engine

import (
	"context"
	"database/sql"
)

// touched says what a write changed, so that the refresh recomputes that and no more. Whoever changes the ledger notes it here: the
// lines that came in after they are there, the lines that go before they are gone.
type touched struct {
	everything bool            // recompute all
	refill     bool            // the rows of default views too, also where that takes seconds
	byHand     bool            // since the last refresh nobody but hands has changed anything
	lines      bool            // refresh_touched holds what touchLines noted
	tables     map[string]bool // changed input tables other than invoice_lines
	pieces     []string        // the lines as linesInPieces cuts them, where the transaction has inserted them all
}

// table notes a change of an input table other than invoice_lines.
func (t *touched) table(name string) {
	if t.tables == nil {
		t.tables = map[string]bool{}
	}
	t.tables[name] = true
}

// touchLines notes the lines of a selection such as "main.invoice_lines WHERE load_id = 7". The notes live in a temporary table of the
// connection until the refresh has used them.
func (e *Engine) touchLines(ctx context.Context, conn *sql.Conn, t *touched, selection string) error {
	if t.everything {
		return nil
	}
	if !t.lines {
		_, err := e.exec(ctx, conn, `CREATE OR REPLACE TEMP TABLE refresh_touched (
			mi INTEGER, customer_id VARCHAR, source VARCHAR, invoice_id VARCHAR)`)
		if err != nil {
			return err
		}
		t.lines = true
	}
	_, err := e.exec(ctx, conn, "INSERT INTO refresh_touched SELECT DISTINCT mi, customer_id, source, invoice_id FROM "+selection)
	return err
}
