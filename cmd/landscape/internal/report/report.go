package report

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/queries"
)

// Report is one named query.
type Report struct {
	queries.Object
	File string // of the user's; empty for one that comes with the program
}

// Folder is where the reports of the user are: landscape/reports in $XDG_CONFIG_HOME, by default ~/.config. It is empty where there is
// neither that variable nor a home.
func Folder() string {
	base := os.Getenv("XDG_CONFIG_HOME")
	if base == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		base = filepath.Join(home, ".config")
	}
	return filepath.Join(base, "landscape", "reports")
}

// List returns every report sorted by name, one of the user's in place of one of the program's with the same name. A file of the user's
// that is no report does not hide the others: faults has one error a file.
func List(folder string) (reports []Report, faults []error) {
	objects, err := queries.All()
	if err != nil {
		return nil, []error{err}
	}
	byName := map[string]Report{}
	for _, o := range objects {
		if o.Kind == queries.Report {
			byName[o.Name] = Report{Object: o}
		}
	}
	own, faults := readFolder(folder)
	for _, r := range own {
		byName[r.Name] = r
	}
	for _, r := range byName {
		reports = append(reports, r)
	}
	slices.SortFunc(reports, func(a, b Report) int { return strings.Compare(a.Name, b.Name) })
	return reports, faults
}

// Find returns the report called name. Of a report whose file cannot be read it returns that error, and of one that is not there an
// error of kind not_found that names the nearest.
func Find(folder, name string) (Report, error) {
	reports, faults := List(folder)
	var names []string
	for _, r := range reports {
		if r.Name == name {
			return r, nil
		}
		names = append(names, r.Name)
	}
	for _, fault := range faults {
		if strings.Contains(fault.Error(), name+".sql") {
			return Report{}, &engine.Error{Kind: engine.KindInvalid, Op: "report", Object: name, Err: fault}
		}
	}
	return Report{}, &engine.Error{Kind: engine.KindNotFound, Op: "report", Object: name, Hint: near(name, names),
		Err: errors.New("there is no report of this name")}
}

func readFolder(folder string) (reports []Report, faults []error) {
	if folder == "" {
		return nil, nil
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.sql"))
	if err != nil {
		return nil, []error{err}
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			if !errors.Is(err, fs.ErrNotExist) {
				faults = append(faults, err)
			}
			continue
		}
		o, err := queries.Parse("reports/"+filepath.Base(file), string(text))
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", folder, err))
			continue
		}
		reports = append(reports, Report{Object: o, File: file})
	}
	return reports, faults
}

// near proposes at most three names that hold the most of the words of what was asked for; all of them when none holds any.
func near(asked string, names []string) string {
	words := strings.FieldsFunc(strings.ToLower(asked), func(r rune) bool { return r == '_' || r == '-' || r == ' ' })
	held := func(name string) int {
		n := 0
		for _, word := range words {
			if len(word) > 2 && strings.Contains(name, strings.TrimSuffix(word, "s")) {
				n++
			}
		}
		return n
	}
	found := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return held(name) == 0 })
	if len(found) == 0 {
		return strings.Join(names, ", ")
	}
	slices.SortStableFunc(found, func(a, b string) int { return held(b) - held(a) })
	return strings.Join(found[:min(3, len(found))], ", ")
}
