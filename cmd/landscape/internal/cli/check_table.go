package cli

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
)

// Columns of checkRows.
const (
	colSeverity = iota
	colCheck
	colCount
	colAmount
	colSample
	colAdvice
)

// drawChecks prints one line a check, the worst first, and under those that do not hold what to do about it.
func (a *app) drawChecks(rows [][]string) error {
	style := a.style(a.stdout)
	out := bufio.NewWriter(a.stdout)
	names, counts, amounts := 0, 0, 0
	for _, row := range rows {
		names = max(names, len(row[colCheck]))
		counts = max(counts, len(countText(row[colCount])))
		amounts = max(amounts, len(render.Amount(row[colAmount])))
	}
	const words = len("warning")
	for _, row := range rows {
		found := row[colCount] != "" && row[colCount] != "0"
		word := fmt.Sprintf("%-*s", words, "ok")
		switch {
		case !found && row[colSeverity] != "info":
			word = style.Good(word)
		case row[colSeverity] == "error":
			word = style.Bad(fmt.Sprintf("%-*s", words, "error"))
		case row[colSeverity] == "warning":
			word = style.Warning(fmt.Sprintf("%-*s", words, "warning"))
		default:
			word = style.Dim(fmt.Sprintf("%-*s", words, "info"))
		}
		line := fmt.Sprintf("%s  %-*s  %*s  %*s  %s", word, names, row[colCheck], counts, countText(row[colCount]),
			amounts, render.Amount(row[colAmount]), row[colSample])
		fmt.Fprintln(out, strings.TrimRight(line, " "))
		if !found || row[colSeverity] == "info" {
			continue
		}
		width := 100
		if style.Width > 0 {
			width = min(width, style.Width-words-2)
		}
		for _, advice := range render.Wrap(row[colAdvice], width) {
			fmt.Fprintf(out, "%*s  %s\n", words, "", style.Dim(advice))
		}
	}
	return out.Flush()
}
