package repl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/render"
	"github.com/customer-landscape/landscape/cmd/landscape/internal/report"
	"github.com/customer-landscape/landscape/engine"
)

// customerCommands are those that know what a landscape is.
func customerCommands() []command {
	return []command{
		{name: "asof", args: "[DATE|default]", group: groupRun, summary: "the last day that every figure of this session looks at", run: settingCommand("as_of"),
			examples: []string{".asof 2024-12-31\nselect customer_id, tier from pareto_rank order by position;", ".asof default"}},
		{name: "measure", args: "[revenue|profit|contribution|default]", group: groupRun, summary: "what customers are ranked by in this session",
			run: settingCommand("measure"), complete: completeWords("revenue", "profit", "contribution", "default"),
			examples: []string{".measure profit\nselect customer_id, value from pareto_rank order by position;"}},
		{name: "explain", args: "CUSTOMER | [analyze] SQL", group: groupRun, summary: "what there is to know about a customer; or the plan of a statement",
			run: runExplain, examples: []string{".explain Acme", ".explain select count(*) from invoice_lines"}},
		{name: "drill", args: "[N] [BUCKET]", group: groupRun, summary: "the invoice lines behind row N of the last result", run: runDrill,
			complete: completeWords(buckets...), examples: []string{"from pareto_rank order by position;\n.drill 1", ".report what_changed\n.drill 2"}},
	}
}

// settingCommand shows or changes one setting of the session.
func settingCommand(name string) func(context.Context, *shell, string) error {
	return func(ctx context.Context, s *shell, args string) error {
		if args != "" {
			if err := s.session.Set(ctx, name, unquote(args)); err != nil {
				return err
			}
		}
		if args != "" && !s.interactive {
			return nil
		}
		rows, err := s.texts(ctx, "select f.value, f.origin from settings_in_force as f where f.name = "+quoteText(name))
		if err != nil || len(rows) != 1 {
			return err
		}
		fmt.Fprintf(s.out, "%s (%s)\n", rows[0][0], rows[0][1])
		return nil
	}
}

// statementWords begin what .explain takes for SQL; anything else is a customer.
var statementWords = []string{"select", "from", "with", "values", "pivot", "unpivot", "insert", "update", "delete", "create", "analyze", "table",
	"summarize", "describe", "show", "call", "copy"}

func runExplain(ctx context.Context, s *shell, args string) error {
	word, _, _ := strings.Cut(strings.ToLower(args), " ")
	switch {
	case args == "":
		return usage(".explain Acme", ".explain takes a customer, or SQL")
	case slices.Contains(statementWords, word):
		return s.plan(ctx, args)
	}
	facts, err := report.Find("", "customer_facts")
	if err != nil {
		return err
	}
	customer := unquote(args)
	params, err := facts.Bind(map[string]string{"customer": customer})
	if err != nil {
		return err
	}
	answer, err := s.query(ctx, facts.Body, params)
	if err != nil {
		return err
	}
	if answer.rows == 0 {
		answer.release()
		return s.explainNamed(ctx, customer)
	}
	s.last.release()
	s.last = answer
	if m, err := modeOf(s.settings.mode); err != nil || !m.forPeople || s.sink != nil {
		return s.show(ctx, answer)
	}
	s.tellFacts(ctx, customer, answer.texts())
	return nil
}

// tellFacts writes facts as numbered sentences under the customer's name.
func (s *shell) tellFacts(ctx context.Context, customer string, facts [][]string) {
	title := customer
	named, err := s.query(ctx, "select c.name from customer_status as c where c.customer_id = $id and c.name is not null", map[string]any{"id": customer})
	if err == nil {
		if name := firstCell(named); name != "" {
			title += ": " + name
		}
		named.release()
	}
	fmt.Fprintln(s.out, s.term.Bold(render.Visible(title)))
	topics := 0
	for _, f := range facts {
		topics = max(topics, len(f[1]))
	}
	room := 100
	if s.term.Width > 0 {
		room = max(20, s.term.Width-topics-6)
	}
	for _, f := range facts {
		label := fmt.Sprintf("%2s. %-*s  ", f[0], topics, f[1])
		for _, line := range render.Wrap(render.Visible(f[2]), room) {
			fmt.Fprintln(s.out, label+line)
			label = strings.Repeat(" ", len(label))
		}
	}
}

// explainNamed explains the one customer whose id or name holds a text. Of several it lists the first ones.
func (s *shell) explainNamed(ctx context.Context, text string) error {
	found, err := s.query(ctx, `select c.customer_id, c.name, count(*) over () as n from customer_status as c
where c.kind = 'customer' and (contains(lower(c.customer_id), lower($text)) or contains(lower(c.name), lower($text)))
order by c.orders desc, c.customer_id limit 5`, map[string]any{"text": text})
	if err != nil {
		return err
	}
	rows := found.texts()
	found.release()
	switch len(rows) {
	case 0:
		return &engine.Error{Kind: engine.KindNotFound, Op: "explain", Object: text, Hint: "from customer_status;", Err: errNoCustomer}
	case 1:
		return runExplain(ctx, s, quoteText(rows[0][0]))
	}
	for _, row := range rows {
		s.note("  %s", render.Visible(strings.TrimRight(".explain "+row[0]+"  "+row[1], " ")))
	}
	return &engine.Error{Kind: engine.KindNotFound, Op: "explain", Object: text, Hint: ".explain " + rows[0][0],
		Err: fmt.Errorf("%s customers have this in their id or name", number(rows[0][2]))}
}

var errNoCustomer = errors.New("there is no customer with this id or name")

// plan shows how a statement is carried out.
func (s *shell) plan(ctx context.Context, sql string) error {
	answer, err := s.query(ctx, "explain "+sql, s.parametersOf(sql))
	if err != nil {
		return err
	}
	defer answer.release()
	for _, row := range answer.texts() {
		fmt.Fprintln(s.out, strings.TrimRight(row[len(row)-1], "\n"))
	}
	return nil
}

var buckets = []string{"repeat", "growth", "new", "reactivated", "unknown_origin", "adj", "contraction", "lost"}

// runDrill asks drill for the lines behind a row: by its customer, period, product and component, as far as the row has them.
func runDrill(ctx context.Context, s *shell, args string) error {
	if s.last == nil {
		return errNoResult
	}
	n, bucket := int64(1), ""
	for _, word := range strings.Fields(args) {
		if at, err := strconv.ParseInt(word, 10, 64); err == nil {
			n = at
			continue
		}
		if bucket = strings.ToLower(word); !slices.Contains(buckets, bucket) {
			return usage(".drill 1 "+buckets[0], "%s is none of %s", word, strings.Join(buckets, ", "))
		}
	}
	row, err := s.last.row(n)
	if err != nil {
		return err
	}
	defer row.release()
	values := map[string]string{}
	for c, text := range row.texts()[0] {
		values[row.columns[c].Name] = text
	}
	params, told, err := drillParams(values, bucket)
	if err != nil {
		return err
	}
	for _, name := range []string{"as_of", "period"} { // what a report was asked for
		if given := s.last.params[name]; given != nil && (params[name] == nil || name == "period" && values[name] == "") {
			params[name] = given
		}
	}
	s.note("%s", s.term.Dim("drill("+told+")"))
	return s.ask(ctx, `select d.* from drill(customer := $customer, period := $period, product := $product, bucket := $bucket, as_of := $as_of) as d
order by abs(d.amount) desc, d.invoice_date desc, d.source, d.invoice_id, d.line_no`, params, "")
}

// drillParams are the arguments of drill that a row gives, and how they read.
func drillParams(row map[string]string, bucket string) (params map[string]any, told string, err error) {
	params = map[string]any{"customer": nil, "period": nil, "product": nil, "bucket": nil, "as_of": nil}
	var parts []string
	give := func(name, typ, text string) {
		if text == "" || err != nil {
			return
		}
		if params[name], err = engine.Parameter(typ, text); err == nil {
			parts = append(parts, name+" := "+text)
		}
	}
	customer := row["customer_id"]
	if customer == "" {
		customer = row["account_id"]
	}
	give("customer", "text", customer)
	give("period", "int", row["period"])
	give("product", "text", row["product_id"])
	switch {
	case bucket != "":
	case slices.Contains(buckets, strings.ReplaceAll(row["step"], " ", "_")):
		bucket = strings.ReplaceAll(row["step"], " ", "_")
	case row["movement"] == "lost":
		bucket = "lost"
	}
	give("bucket", "text", bucket)
	if bucket != "" && params["period"] == nil {
		give("period", "int", "0")
	}
	give("as_of", "date", row["as_of"])
	if len(parts) == 0 {
		return nil, "", usage("from pareto_rank;", "the row names no customer, period, product or component to drill into")
	}
	return params, strings.Join(parts, ", "), err
}
