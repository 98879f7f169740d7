package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/door"
	"github.com/customer-landscape/landscape/engine"
)

// customerColumn is the column of a table of customers that holds their ids.
const customerColumn = "customer_id"

// readCustomers reads the ids in a file: a Parquet or csv file with a column customer_id or with one column, or text with an id a line.
func readCustomers(ctx context.Context, a *app, path string) ([]string, error) {
	ext := strings.ToLower(filepath.Ext(path))
	if ext == ".parquet" || ext == ".pq" {
		return readParquetCustomers(ctx, a, path)
	}
	all, err := os.ReadFile(path)
	if err != nil {
		return nil, usageError("", "--customers: %v", err)
	}
	all = bytes.TrimPrefix(all, []byte("\ufeff"))
	if ext == ".csv" || ext == ".tsv" {
		return readCSVCustomers(path, all, ext)
	}
	ids := []string{}
	lines := bufio.NewScanner(bytes.NewReader(all))
	for lines.Scan() {
		if id := strings.TrimSpace(lines.Text()); id != "" {
			ids = append(ids, id)
		}
	}
	return ids, lines.Err()
}

func readCSVCustomers(path string, all []byte, ext string) ([]string, error) {
	reader := csv.NewReader(bytes.NewReader(all))
	if ext == ".tsv" {
		reader.Comma = '\t'
	}
	header, err := reader.Read()
	if err != nil {
		return nil, usageError("", "--customers: %s has no header: %v", path, err)
	}
	at := slices.IndexFunc(header, func(name string) bool { return strings.EqualFold(strings.TrimSpace(name), customerColumn) })
	switch {
	case at >= 0:
	case len(header) == 1:
		at = 0
	default:
		return nil, usageError("", "--customers: %s has no column %s; it has %s", path, customerColumn, strings.Join(header, ", "))
	}
	ids := []string{}
	for {
		row, err := reader.Read()
		switch {
		case errors.Is(err, io.EOF):
			return ids, nil
		case err != nil:
			return nil, usageError("", "--customers: %s: %v", path, err)
		}
		if id := strings.TrimSpace(row[at]); id != "" {
			ids = append(ids, id)
		}
	}
}

// readParquetCustomers lets a database in memory read the file.
func readParquetCustomers(ctx context.Context, a *app, path string) ([]string, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, usageError("", "--customers: %v", err)
	}
	ids := []string{}
	err := a.withEngine(ctx, "", true, func(e *engine.Engine) error {
		session, err := e.Session(ctx)
		if err != nil {
			return err
		}
		file := "read_parquet('" + strings.ReplaceAll(path, "'", "''") + "')"
		columns, err := texts(ctx, door.Local(session), "select d.column_name from (describe from "+file+") as d", nil)
		if err != nil {
			return errors.Join(err, session.Close())
		}
		at := slices.IndexFunc(columns, func(row []string) bool { return strings.EqualFold(row[0], customerColumn) })
		if at < 0 && len(columns) == 1 {
			at = 0
		}
		if at < 0 {
			return errors.Join(usageError("", "--customers: %s has no column %s", path, customerColumn), session.Close())
		}
		name := `"` + strings.ReplaceAll(columns[at][0], `"`, `""`) + `"`
		rows, err := texts(ctx, door.Local(session), "select f."+name+"::varchar from "+file+" as f where f."+name+" is not null", nil)
		for _, row := range rows {
			ids = append(ids, row[0])
		}
		return errors.Join(err, session.Close())
	})
	return ids, err
}
