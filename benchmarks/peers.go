package benchmarks

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"
	"time"
)

// peerFiles are what a case is measured beside: queries by hand, and programs for engines that are not linked in.
//
//go:embed peers
var peerFiles embed.FS

// peerPart is where a query by hand has the table expressions of another file.
var peerPart = regexp.MustCompile(`\$\{(\w+\.sql)\}`)

// peerStatement reads a query by hand; ${as_of} in it stands for the day, a date literal, and ${NAME.sql} for the table expressions that
// several queries share.
func peerStatement(file, day string) (string, error) {
	text, err := peerFiles.ReadFile(path.Join("peers", file))
	if err != nil {
		return "", err
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	for len(lines) > 0 && strings.HasPrefix(lines[0], "--") {
		lines = lines[1:]
	}
	whole := peerPart.ReplaceAllStringFunc(strings.Join(lines, "\n"), func(part string) string {
		shared, failed := peerStatement(peerPart.FindStringSubmatch(part)[1], day)
		err = errors.Join(err, failed)
		return shared
	})
	return strings.ReplaceAll(whole, "${as_of}", day), err
}

// viewStatement puts a view as of a day in place of ${view}.
func viewStatement(text, view, day string) string {
	return strings.ReplaceAll(text, "${view}", view+"(as_of := "+day+")")
}

// asOf gives the last day of the ledger, which everything was computed for, and a day a quarter before, both as literals.
func (r *Run) asOf(d *Dataset) ([]string, error) {
	last, err := time.Parse(time.DateOnly, d.Manifest.LastDate)
	if err != nil {
		return nil, err
	}
	day := func(back int) string { return "date '" + last.AddDate(0, 0, -back).Format(time.DateOnly) + "'" }
	return []string{day(0), day(91)}, nil
}

// same compares two queries row for row, whatever their order, on a database that the statements before have prepared.
func (r *Run) same(ctx context.Context, database, ours, theirs string, prepare ...string) error {
	out, err := r.child(ctx, task{Do: "same", Database: database, Prepare: prepare, Ours: ours, Theirs: theirs})
	if err != nil {
		return err
	}
	if out.Different != 0 {
		return fmt.Errorf("%d rows differ from what the peer answers, such as %s", out.Different, out.Sample)
	}
	return nil
}
