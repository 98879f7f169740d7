package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// key identifies what a load brings and how: the content, the profile, the mapping, and every option that changes the outcome. It
// also holds the latest loads of the tables that the profile looks up, since they change the outcome too.
func (l *loader) key(ctx context.Context) (string, error) {
	h := sha256.New()
	part := func(name string, value any) { fmt.Fprintf(h, "%s\x00%v\x00", name, value) }
	for _, in := range l.x.inputs {
		content, err := l.contentHash(ctx, in)
		if err != nil {
			return "", err
		}
		part("content", content)
	}
	o := l.x.opts
	part("table", l.x.table.Name)
	part("profile", l.x.profile.text)
	part("default source", l.x.profile.sourceName)
	part("source", o.Source)
	part("map", strings.Join(o.Map, "\x01"))
	part("dates", o.DateOrder)
	part("decimal", o.Decimal)
	part("overlap", o.OnOverlap)
	part("format", strings.Join([]string{o.Format, o.Delimiter, o.Encoding, o.Sheet}, "\x01"))
	part("zone", l.zone)
	for _, table := range l.x.profile.reads {
		var last int64
		err := l.e.queryRow(ctx, l.conn, "select coalesce(max(load_id), 0) from "+quoteName(table), nil, &last)
		if err != nil {
			return "", err
		}
		part("reads "+table, last)
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

func (l *loader) contentHash(ctx context.Context, in *rawInput) (string, error) {
	if in.file != nil {
		return in.file.ContentHash(), nil
	}
	var hash string
	err := l.e.queryRow(ctx, l.conn, "select count(*) || ':' || coalesce(sum(hash(t)), 0) from "+quoteName(l.temp[in].table)+" as t", nil, &hash)
	return hash, err
}

// already returns the load that brought the same, 0 when none did.
func (l *loader) already(ctx context.Context, key string) (int64, error) {
	var id int64
	err := l.e.queryRow(ctx, l.conn, "select coalesce(max(load_id), 0) from loads where load_key = $1 and unloaded_at is null", []any{key}, &id)
	return id, err
}

// record writes the row of loads.
func (l *loader) record(ctx context.Context, s *LoadSummary, key string) error {
	files := make([]string, len(s.Files))
	for i, f := range s.Files {
		files[i] = quoteText(f)
	}
	var totals [7]any
	if t := s.Totals; t != nil {
		totals = [7]any{t.NetAmount, t.Invoices, t.Customers, emptyAsNull(t.FirstDate), emptyAsNull(t.LastDate), t.CreditNotes, t.Unassigned}
	}
	o := s.Overlap
	if o == nil {
		o = &OverlapSummary{NetBefore: "0"}
	}
	_, err := l.e.exec(ctx, l.conn, `insert into loads select $1, $2, $3, $4, [`+strings.Join(files, ", ")+`]::varchar[], $5, $6, $7, $8, $9,
		$10::decimal(38,4), $11, $12, $13::date, $14::date, $15, $16, $17, $18, $19::decimal(38,4), $20, $21, null`,
		l.id, s.Table, emptyAsNull(s.Source), emptyAsNull(s.Profile), s.Bytes, key, string(l.x.opts.OnOverlap), s.Rows, s.Rejected,
		totals[0], totals[1], totals[2], totals[3], totals[4], totals[5], totals[6], o.Invoices, o.LinesBefore, o.NetBefore,
		l.started, time.Now().UTC())
	return err
}

func emptyAsNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// applySettings gives the settings of the profile a row where none is set.
func (l *loader) applySettings(ctx context.Context) error {
	changed := false
	for _, s := range l.x.profile.settings {
		n, err := l.e.exec(ctx, l.conn, "insert into settings select $1, $2 where not exists (select 1 from settings where name = $1)", s.key, s.value)
		if err != nil {
			return err
		}
		if n > 0 {
			changed = true
			l.note("The setting %s is now %s, as the profile %s asks.", s.key, s.value, l.x.profile.name)
		}
	}
	if !changed {
		return nil
	}
	l.touched.table("settings")
	return l.e.storeSettingsRow(ctx, l.conn)
}

// storeRejects keeps what an accepted load could not read.
func (l *loader) storeRejects(ctx context.Context) error {
	for _, r := range l.rejects.list {
		var line any
		if r.Line > 0 {
			line = r.Line
		}
		_, err := l.e.exec(ctx, l.conn, "insert into load_rejects values ($1, $2, $3, $4, $5, $6)",
			l.id, r.File, line, emptyAsNull(r.Column), emptyAsNull(r.Value), r.Reason)
		if err != nil {
			return err
		}
	}
	return nil
}
