package engine

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/customer-landscape/landscape/queries"
)

// fillCatalogue writes the headers of the public objects into the base table behind the view catalogue.
func (e *Engine) fillCatalogue(ctx context.Context, conn *sql.Conn, objects []queries.Object) error {
	var rows []string
	for _, o := range objects {
		for _, kind := range catalogueKinds(o) {
			rows = append(rows, catalogueRow(o, kind))
		}
	}
	if _, err := e.exec(ctx, conn, "DELETE FROM landscape_base.objects"); err != nil || len(rows) == 0 {
		return err
	}
	_, err := e.exec(ctx, conn, "INSERT INTO landscape_base.objects VALUES "+strings.Join(rows, ",\n"))
	return err
}

// catalogueKinds are the kinds under which an object is listed: none for what is not there to be used.
func catalogueKinds(o queries.Object) []string {
	switch o.Kind {
	case queries.Table, queries.View, queries.Macro, queries.TableMacro, queries.Report:
		return []string{string(o.Kind)}
	case queries.Figure:
		return []string{string(queries.View), string(queries.TableMacro)}
	default:
		return nil
	}
}

func catalogueRow(o queries.Object, kind string) string {
	columns, args := o.Columns, o.Args
	if o.IsScalar() && o.Returns.Type != "" {
		columns = []queries.Column{o.Returns}
	}
	if kind == string(queries.View) {
		args = nil
	}
	var c, a, needs []string
	for _, table := range o.Needs {
		needs = append(needs, quoteText(table))
	}
	for _, column := range columns {
		c = append(c, fmt.Sprintf("{'name': %s, 'type': %s, 'unit': %s, 'text': %s}",
			textOrNull(column.Name), quoteText(column.Type), quoteText(column.Unit), textOrNull(column.Text)))
	}
	for _, arg := range args {
		a = append(a, fmt.Sprintf("{'name': %s, 'type': %s, 'unit': %s, 'default': %s, 'text': %s}",
			quoteText(arg.Name), quoteText(arg.Type), quoteText(arg.Unit), textOrNull(arg.Default), textOrNull(arg.Text)))
	}
	return fmt.Sprintf("(%s, %s, %s, %s, %s, [%s], [%s], %s, %s, [%s])", quoteText(o.Name), quoteText(kind), quoteText(o.Family),
		quoteText(o.Summary), textOrNull(o.Grain), strings.Join(c, ", "), strings.Join(a, ", "), textOrNull(o.Example), textOrNull(o.Notes),
		strings.Join(needs, ", "))
}

// textOrNull writes a text as an SQL literal, and no text as NULL.
func textOrNull(text string) string {
	if text == "" {
		return "NULL"
	}
	return quoteText(text)
}
