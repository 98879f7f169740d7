package engine

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// followChains replaces every target by the end of its chain. A chain that runs in a circle is an error that names its members.
func followChains(next map[string]string, table, column string) (map[string]string, error) {
	ends := make(map[string]string, len(next))
	for _, start := range slices.Sorted(maps.Keys(next)) {
		var trail []string
		seen := map[string]bool{}
		at := start
		for {
			if end, known := ends[at]; known {
				at = end
				break
			}
			to, more := next[at]
			if !more {
				break
			}
			if seen[at] {
				return nil, circleError(trail, at, table, column)
			}
			seen[at] = true
			trail = append(trail, at)
			at = to
		}
		for _, id := range trail {
			ends[id] = at
		}
	}
	return ends, nil
}

func circleError(trail []string, back, table, column string) error {
	circle := append(slices.Clone(trail[slices.Index(trail, back):]), back)
	return &Error{Kind: KindInvalid, Op: "refresh", Object: table,
		Err:  fmt.Errorf("%s runs in a circle: %s", column, strings.Join(circle, " -> ")),
		Hint: "Correct one of these rows of " + table + " and load it again."}
}

// readPairs reads a statement of two text columns; a row that names itself or nothing says nothing.
func (e *Engine) readPairs(ctx context.Context, conn *sql.Conn, statement string) (map[string]string, error) {
	pairs := map[string]string{}
	err := e.query(ctx, conn, statement, nil, func(scan func(...any) error) error {
		var from, to string
		if err := scan(&from, &to); err != nil {
			return err
		}
		if from != to {
			pairs[from] = to
		}
		return nil
	})
	return pairs, err
}

// replacePairs makes a base table of two text columns hold the pairs, and reports whether that changed it.
func (e *Engine) replacePairs(ctx context.Context, conn *sql.Conn, table string, pairs map[string]string) (changed bool, err error) {
	before, err := e.readPairs(ctx, conn, "SELECT * FROM landscape_base."+table)
	if err != nil || maps.Equal(before, pairs) {
		return false, err
	}
	if _, err := e.exec(ctx, conn, "DELETE FROM landscape_base."+table); err != nil {
		return false, err
	}
	rows := make([][]any, 0, len(pairs))
	for _, from := range slices.Sorted(maps.Keys(pairs)) {
		rows = append(rows, []any{from, pairs[from]})
	}
	return true, appendRows(conn, "", "landscape_base", table, slices.Values(rows))
}

// refreshAliases follows the chains of merged accounts.
func (e *Engine) refreshAliases(ctx context.Context, conn *sql.Conn) (changed bool, err error) {
	next, err := e.readPairs(ctx, conn, `SELECT alias_id, customer_id FROM main.customer_aliases
		WHERE coalesce(alias_id, '') <> '' AND coalesce(customer_id, '') <> ''`)
	if err != nil {
		return false, err
	}
	ends, err := followChains(next, "customer_aliases", "customer_id")
	if err != nil {
		return false, err
	}
	return e.replacePairs(ctx, conn, "aliases", ends)
}

// refreshGroups follows the chains of parents among accounts after merging.
func (e *Engine) refreshGroups(ctx context.Context, conn *sql.Conn) (changed bool, err error) {
	next, err := e.readPairs(ctx, conn, `
		SELECT coalesce(a.customer_id, c.customer_id), coalesce(b.customer_id, c.parent_id)
		FROM main.customers AS c
		LEFT JOIN landscape_base.aliases AS a ON a.alias_id = c.customer_id
		LEFT JOIN landscape_base.aliases AS b ON b.alias_id = c.parent_id
		WHERE coalesce(c.parent_id, '') <> ''
		ORDER BY a.customer_id IS NULL, c.customer_id DESC`)
	if err != nil {
		return false, err
	}
	ends, err := followChains(next, "customers", "parent_id")
	if err != nil {
		return false, err
	}
	return e.replacePairs(ctx, conn, "customer_groups", ends)
}
