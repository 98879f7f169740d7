package repl

import (
	"context"
	"io"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl/lexer"
	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/encode"
)

// show writes a result in the mode that is set: to the terminal, or into the file or command of .once and .output.
func (s *shell) show(ctx context.Context, last *lastResult) error {
	if to := s.takeSink(); to != nil {
		return s.whole(ctx, last, func(columns []render.Column, src encode.Source) error { return s.send(ctx, to, columns, src) })
	}
	m, err := modeOf(s.settings.mode)
	switch {
	case err != nil:
		return err
	case m.forPeople:
		return s.paged(ctx, s.settings.mode == "wide" || s.settings.rows == 0, func(w io.Writer, style render.Style) error {
			return s.draw(w, last, s.settings.rows, style)
		})
	}
	if err := s.write(s.out, m.name, s.describe(last.columns), last.source()); err != nil {
		return err
	}
	if last.hidden() > 0 || !last.whole {
		s.note("note: the first %s; .once FILE writes all of them", plural(last.kept, "row"))
	}
	return nil
}

// whole calls fn with every row of a result: those that are kept, or, where they are not all, those of the statement run once more.
func (s *shell) whole(ctx context.Context, last *lastResult, fn func([]render.Column, encode.Source) error) error {
	columns := s.describe(last.columns)
	if last.whole && last.hidden() == 0 || last.statement == "" {
		return fn(columns, last.source())
	}
	result, err := s.session.Query(ctx, last.statement, last.params)
	if err != nil {
		return err
	}
	defer result.Release()
	return fn(columns, result)
}

// draw writes a result as a table for people; rows is how many are shown, 0 shows all that are kept.
func (s *shell) draw(w io.Writer, last *lastResult, rows int, style render.Style) error {
	opts := render.TableOptions{Style: style, Rows: rows, Keep: lexer.SortedBy(last.statement), Lines: s.settings.mode == "line",
		Total: last.rows, AtLeast: !last.whole, More: ".last shows more"}
	if s.settings.mode == "wide" {
		opts.Width = 0
	}
	if rows == 0 {
		opts.More = ".once FILE writes all"
	}
	if s.interactive && s.settings.timer != "off" {
		opts.Time = seconds(last.elapsed)
	}
	if s.interactive && s.settings.timer == "full" {
		opts.Time += ", first row after " + seconds(last.first)
	}
	_, err := render.Table(w, s.describe(last.columns), last.source(), opts)
	return err
}

// styled is what the terminal can show, with what the user has set.
func (s *shell) styled(style render.Style) render.Style {
	if s.settings.width > 0 {
		style.Width = s.settings.width
	}
	switch s.settings.color {
	case "off":
		style.Color = false
	case "on", "dark", "light":
		style.Color = true
	}
	style.Values = s.values()
	return style
}

// values is how cells are written.
func (s *shell) values() render.Values {
	o := s.settings
	return render.Values{Null: o.nullValue, Numbers: o.numbers, Percent: o.percent, Spark: o.spark, Decimal: o.decimalSep, Thousand: o.thousandSep}
}

// describe tells render about columns: their units, and the currency of amounts.
func (s *shell) describe(columns []engine.Column) []render.Column {
	described := make([]render.Column, len(columns))
	for i, c := range columns {
		described[i] = render.Column{Name: c.Name, Type: c.Type, Unit: c.Unit}
	}
	return render.InCurrency(described, s.currency)
}

// takeSink is the sink of the next result; one of .once is gone with it.
func (s *shell) takeSink() *sink {
	to := s.sink
	if to != nil && to.once {
		s.sink = s.output
	}
	return to
}

func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return render.Count(n) + " " + noun + "s"
}
