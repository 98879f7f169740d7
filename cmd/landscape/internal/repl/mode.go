package repl

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/encode"
)

// mode is one way of writing a result.
type mode struct {
	name, summary string
	forPeople     bool // it is fitted to the terminal and shows the first and last rows alone
}

// modes is the one table of output modes, in the order of .help formats.
var modes = []mode{
	{"table", "fitted to the terminal: columns and rows in the middle are left out, and the footer says so", true},
	{"wide", "every column, however wide; through the pager where there is one", true},
	{"line", "each row as a list of names and values", true},
	{"csv", "RFC 4180 with a header; NULL is empty, the empty string is \"\"", false},
	{"tsv", "one line a row; \\t \\n \\r \\\\ inside a value", false},
	{"json", "one array of objects", false},
	{"ndjson", "one object a line", false},
	{"markdown", "a pipe table", false},
	{"html", "a table element", false},
	{"insert", "INSERT statements: .mode insert TABLE", false},
	{"list", "cells with | between them, without names", false},
	{"trash", "nothing: for timing alone", false},
}

func modeNames() []string {
	names := make([]string, len(modes))
	for i, m := range modes {
		names[i] = m.name
	}
	return names
}

func modeOf(name string) (mode, error) {
	if i := slices.IndexFunc(modes, func(m mode) bool { return m.name == name }); i >= 0 {
		return modes[i], nil
	}
	if f, err := encode.Parse(name); err == nil {
		if !f.IsBinary() {
			return modeOf(string(f))
		}
		return mode{}, usage(".once result."+name, "%s is written to a file", name)
	}
	return mode{}, usage(".mode "+strings.Join(modeNames(), "|"), "there is no mode %s", name)
}

// write writes every row of src in a mode that is for machines.
func (s *shell) write(w io.Writer, name string, columns []render.Column, src encode.Source) error {
	var err error
	switch name {
	case "trash":
		for src.Next() {
		}
		err = src.Err()
	case "html":
		_, err = render.HTML(w, columns, src)
	case "insert":
		_, err = render.Inserts(w, s.settings.insertTable, columns, src)
	case "list":
		_, err = render.Listing(w, src, "|", strings.TrimSpace(render.NullText(s.settings.nullValue)))
	default:
		_, err = encode.Write(w, encode.Format(name), src, encode.Options{})
	}
	return err
}

// usage is an error of a command that was typed wrongly; hint is what to type instead.
func usage(hint, format string, args ...any) error {
	return &engine.Error{Kind: engine.KindInvalid, Hint: hint, Err: fmt.Errorf(format, args...)}
}
