package engine

import (
	"context"
	"fmt"
	"slices"
)

// keptRejects is how many rejects a summary, an error and the table load_rejects hold at most; all are counted.
const keptRejects = 10000

// rejectList gathers what cannot be read.
type rejectList struct {
	faults    []Reject // rows that cannot be cut into fields
	faultRows int64
	rows      int64    // all rows, each counted once
	list      []Reject // the first ones, in the order of the files
}

// collectBad brings the list up to what badTable holds.
func (l *loader) collectBad(ctx context.Context) error {
	var rows int64
	err := l.e.queryRow(ctx, l.conn, "select count(distinct raw_row) + count(*) filter (where raw_row is null) from "+badTable, nil, &rows)
	if err != nil {
		return err
	}
	list := slices.Clone(l.rejects.faults)
	err = l.e.query(ctx, l.conn, fmt.Sprintf(`select coalesce(raw_row, -1), name, coalesce(value, ''), reason from %s
		order by raw_row nulls last, name limit %d`, badTable, keptRejects), nil, func(scan func(...any) error) error {
		r := Reject{File: l.x.name()}
		var row int64
		err := scan(&row, &r.Column, &r.Value, &r.Reason)
		if row >= 0 {
			r.File, r.Line = l.x.inputs[row>>lineBits].path, row&(1<<lineBits-1)
		}
		list = append(list, r)
		return err
	})
	if err != nil {
		return err
	}
	files := l.x.files()
	slices.SortStableFunc(list, func(a, b Reject) int {
		if a.File != b.File {
			return slices.Index(files, a.File) - slices.Index(files, b.File)
		}
		return int(a.Line - b.Line)
	})
	l.rejects.rows, l.rejects.list = l.rejects.faultRows+rows, list[:min(len(list), keptRejects)]
	return nil
}

// withinLimit fails when more rows are rejected than the load allows.
func (l *loader) withinLimit() error {
	if l.rejects.rows <= l.x.opts.MaxRejects {
		return nil
	}
	return &Error{Kind: KindRejected, Op: "load", Object: l.x.name(), Hint: "Mend the rows, or allow some with --max-rejects; nothing was loaded.",
		Err: &RejectedError{Rejected: l.rejects.rows, Limit: l.x.opts.MaxRejects, Rejects: l.rejects.list}}
}
