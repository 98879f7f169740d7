package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/queries"
)

// LoadInfo is one row of the table loads.
type LoadInfo struct {
	LoadID     int64      `json:"load_id"`
	Table      string     `json:"table"`
	Source     string     `json:"source,omitempty"`
	Profile    string     `json:"profile,omitempty"`
	Files      []string   `json:"files"`
	Rows       int64      `json:"rows"`
	Rejected   int64      `json:"rejected"`
	Totals     *Totals    `json:"totals,omitempty"` // of loads of invoice lines
	StartedAt  time.Time  `json:"started_at"`
	FinishedAt time.Time  `json:"finished_at"`
	UnloadedAt *time.Time `json:"unloaded_at,omitempty"` // nil while the load counts
}

// Loads lists every load in order, those that were taken back included.
func (e *Engine) Loads(ctx context.Context) ([]LoadInfo, error) {
	var out []LoadInfo
	err := e.read(ctx, func(ctx context.Context, conn *sql.Conn) error {
		return e.query(ctx, conn, `
			select load_id, table_name, coalesce(source, ''), coalesce(profile, ''), to_json(files)::varchar, rows, rejects,
				coalesce(net_amount, 0)::varchar, coalesce(invoices, 0), coalesce(customers, 0), coalesce(first_date::varchar, ''),
				coalesce(last_date::varchar, ''), coalesce(credit_notes, 0), coalesce(unassigned_lines, 0),
				started_at, finished_at, unloaded_at
			from loads order by load_id`, nil, func(scan func(...any) error) error {
			var i LoadInfo
			var files string
			var unloaded sql.NullTime
			t := &Totals{}
			err := scan(&i.LoadID, &i.Table, &i.Source, &i.Profile, &files, &i.Rows, &i.Rejected, &t.NetAmount, &t.Invoices, &t.Customers,
				&t.FirstDate, &t.LastDate, &t.CreditNotes, &t.Unassigned, &i.StartedAt, &i.FinishedAt, &unloaded)
			if err != nil {
				return err
			}
			if i.Table == ledgerTable {
				t.Lines, i.Totals = i.Rows, t
			}
			if unloaded.Valid {
				i.UnloadedAt = &unloaded.Time
			}
			i.Files, err = listFromJSON(files)
			out = append(out, i)
			return err
		})
	})
	return out, classify("loads", e.name(), err)
}

// Unload takes one load back: the input tables are as if it had never been, rows that it had replaced or kept out included. What an
// earlier profile looked up at its own load (a cost of a catalogue) stays as it was computed then. A load that is not there, or was
// taken back before, is an error of KindNotFound.
func (e *Engine) Unload(ctx context.Context, id int64) (*LoadSummary, error) {
	s := &LoadSummary{LoadID: id, Unloaded: true, StartedAt: time.Now().UTC()}
	err := e.writeAndKeep(ctx, nil, func(ctx context.Context, conn *sql.Conn) (*RefreshSummary, error) {
		u := &unloader{e: e, conn: conn, id: id}
		return u.run(ctx, s)
	})
	if err != nil {
		return nil, classify("unload", fmt.Sprint(id), err)
	}
	s.Seconds = time.Since(s.StartedAt).Seconds()
	return s, nil
}

// unloader takes one load back, inside one transaction.
type unloader struct {
	e       *Engine
	conn    *sql.Conn
	id      int64
	touched touched
}

func (u *unloader) run(ctx context.Context, s *LoadSummary) (*RefreshSummary, error) {
	var files, profile string
	err := u.e.queryRow(ctx, u.conn, `select table_name, coalesce(source, ''), coalesce(profile, ''), to_json(files)::varchar, bytes
		from loads where load_id = $1 and unloaded_at is null`, []any{u.id}, &s.Table, &s.Source, &profile, &files, &s.Bytes)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &Error{Kind: KindNotFound, Op: "unload", Object: fmt.Sprint(u.id), Hint: "landscape loads lists the loads that count.",
			Err: errors.New("there is no such load")}
	}
	if err != nil {
		return nil, err
	}
	s.Profile = profile
	if s.Files, err = listFromJSON(files); err != nil {
		return nil, err
	}
	tables, err := inputTables()
	if err != nil {
		return nil, err
	}
	for _, t := range tables {
		rows, err := u.table(ctx, t)
		if err != nil {
			return nil, err
		}
		if t.Name == s.Table {
			s.Rows = rows
		}
	}
	if err := u.settings(ctx, profile); err != nil {
		return nil, err
	}
	if _, err := u.e.exec(ctx, u.conn, "delete from load_rejects where load_id = $1", u.id); err != nil {
		return nil, err
	}
	if _, err := u.e.exec(ctx, u.conn, "update loads set unloaded_at = $1 where load_id = $2", time.Now().UTC(), u.id); err != nil {
		return nil, err
	}
	return u.e.refreshAfterLoad(ctx, u.conn, &u.touched, nil)
}

// table takes the rows of the load out of one table and returns how many there were.
func (u *unloader) table(ctx context.Context, t queries.Object) (int64, error) {
	history := queries.HistorySchema + "." + t.Name
	var rows int64
	err := u.e.queryRow(ctx, u.conn, "select (select count(*) from "+t.Name+" where load_id = $1) + (select count(*) from "+history+
		" where load_id = $1)", []any{u.id}, &rows)
	if err != nil || rows == 0 {
		return rows, err
	}
	if t.Name == ledgerTable {
		if err := u.e.touchLines(ctx, u.conn, &u.touched, fmt.Sprintf("main.invoice_lines where load_id = %d", u.id)); err != nil {
			return rows, err
		}
	} else {
		u.touched.table(t.Name)
	}
	key := tableKey(t)
	if key != nil {
		if err := u.replay(ctx, t, history, key); err != nil {
			return rows, err
		}
	}
	for _, from := range []string{t.Name, history} {
		if _, err := u.e.exec(ctx, u.conn, "delete from "+from+" where load_id = $1", u.id); err != nil {
			return rows, err
		}
	}
	return rows, u.e.dropTables(ctx, u.conn, unloadKeys, unloadRows)
}

// The temporary tables of a withdrawal.
const (
	unloadKeys = "landscape_unload_keys"
	unloadRows = "landscape_unload_rows"
)

// replay puts the rows of every key that the load touched where they would be, had the remaining loads come one after the other:
// a load that replaces sends all earlier ones to the history; one that keeps is kept out unless it is the first; one that adds stays
// beside the others. Rows that a profile draws for customers and products always keep.
func (u *unloader) replay(ctx context.Context, t queries.Object, history string, key []string) error {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	columns, keys := quoteNames("", names), quoteNames("", key)
	mode := "case when l.table_name = " + quoteText(t.Name) + " then l.on_overlap else 'keep' end"
	steps := []string{
		fmt.Sprintf("create or replace temp table %s as select distinct %s from (select %s from %s where load_id = %d union all select %s from %s where load_id = %d)",
			unloadKeys, keys, keys, t.Name, u.id, keys, history, u.id),
		fmt.Sprintf(`create or replace temp table %s as
			with found as (select %s from %s union all select %s from %s),
			rows as (select found.* from found semi join %s as touched on %s where found.load_id <> %d),
			arrivals as (
				select distinct %s, r.load_id, %s as mode from rows as r join loads as l on l.load_id = r.load_id),
			entered as (
				select *, mode <> 'keep' or row_number() over (partition by %s order by load_id) = 1 as came_in from arrivals),
			placed as (
				select *,
					min(case when mode in ('replace', 'error') then load_id end)
						over (partition by %s order by load_id rows between 1 following and unbounded following) as replaced_later,
					max(case when came_in then load_id end)
						over (partition by %s order by load_id rows between unbounded preceding and 1 preceding) as kept_out_by
				from entered)
			select %s, case when placed.came_in then placed.replaced_later else placed.kept_out_by end as replaced_by
			from rows as r join placed on placed.load_id = r.load_id and %s`,
			unloadRows, columns, t.Name, columns, history, unloadKeys, sameKey("found", "touched", key), u.id,
			quoteNames("r.", key), mode, keys, keys, keys, quoteNames("r.", names), sameKey("r", "placed", key)),
		fmt.Sprintf("delete from %s as old using %s as touched where %s", t.Name, unloadKeys, sameKey("old", "touched", key)),
		fmt.Sprintf("delete from %s as old using %s as touched where %s", history, unloadKeys, sameKey("old", "touched", key)),
		fmt.Sprintf("insert into %s select %s from %s where replaced_by is null", t.Name, columns, unloadRows),
		fmt.Sprintf("insert into %s select %s, replaced_by from %s where replaced_by is not null", history, columns, unloadRows),
	}
	for _, step := range steps {
		if _, err := u.e.exec(ctx, u.conn, step); err != nil {
			return err
		}
	}
	return nil
}

// settings removes the rows that the profile gave, unless another load of it still counts or the value was changed since.
func (u *unloader) settings(ctx context.Context, name string) error {
	all, err := profileSet()
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(p *profile) bool { return p.name == name })
	if at < 0 {
		return nil
	}
	changed := false
	for _, s := range all[at].settings {
		n, err := u.e.exec(ctx, u.conn, `delete from settings where name = $1 and value = $2 and not exists (
			select 1 from loads where profile = $3 and load_id <> $4 and unloaded_at is null)`, s.key, s.value, name, u.id)
		if err != nil {
			return err
		}
		changed = changed || n > 0
	}
	if !changed {
		return nil
	}
	u.touched.table("settings")
	return u.e.storeSettingsRow(ctx, u.conn)
}

// dropTables drops temporary tables.
func (e *Engine) dropTables(ctx context.Context, conn *sql.Conn, names ...string) error {
	var drops []string
	for _, name := range names {
		drops = append(drops, "drop table if exists temp."+quoteName(name))
	}
	_, err := e.exec(ctx, conn, strings.Join(drops, "; "))
	return err
}
