package render

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/customer-landscape/landscape/engine/encode"
)

func TestValues(t *testing.T) {
	amount, ratio, id := Column{Unit: "money"}, Column{Unit: "ratio"}, Column{Name: "customer_no"}
	for _, c := range []struct{ got, want string }{
		{Values{}.exact(amount, "1234567.8950", 2), "1,234,567.90"},
		{Values{Numbers: "plain"}.exact(amount, "1234567.8950", 2), "1234567.8950"},
		{Values{Numbers: "compact"}.exact(amount, "1234567.8950", 2), "1.23M"},
		{Values{Numbers: "compact"}.exact(amount, "999999.0000", 2), "1.00M"},
		{Values{Numbers: "compact"}.exact(amount, "-12345.0000", 2), "-12.3k"},
		{Values{Numbers: "compact"}.exact(amount, "999.0000", 2), "999.00"},
		{Values{Numbers: "compact"}.exact(id, "1234567", -1), "1234567"},
		{Values{Decimal: ",", Thousand: "."}.exact(amount, "1234567.8950", 2), "1.234.567,90"},
		{Values{Percent: true}.double(ratio, 0.1234), "12.3%"},
		{Values{Percent: true}.double(ratio, 12.5), "1,250.0%"},
		{Values{Percent: true, Decimal: ","}.double(ratio, -0.05), "-5,0%"},
		{Values{Percent: true}.double(Column{}, 0.1234), "0.1234"},
		{Values{Numbers: "plain"}.double(ratio, 0.1), "0.1"},
		{duration(arrow.MonthDayNanoInterval{Months: 3, Days: 2, Nanoseconds: 3600e9}), "3 months 2 days 01:00"},
		{duration(arrow.MonthDayNanoInterval{Months: 13, Days: 1}), "1 year 1 month 1 day"},
		{duration(arrow.MonthDayNanoInterval{}), "00:00"},
		{duration(arrow.MonthDayNanoInterval{Nanoseconds: -90_500_000_000}), "-00:01:30.5"},
		{blob([]byte{0xde, 0xad}), `\xDE\xAD`},
		{blob(make([]byte, 1200)), strings.Repeat(`\x00`, 8) + "… (1.2 KB)"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// TestTableKeepsSortedColumns drops columns from the middle, those to keep last.
func TestTableKeepsSortedColumns(t *testing.T) {
	columns, src := wide(12)
	got := draw(t, columns, src, TableOptions{Style: Style{Width: 60}, Keep: []string{"c5", "c6"}})
	for _, name := range []string{"c0 ", "c5 ", "c6 ", "c11 "} {
		if !strings.Contains(got, name) {
			t.Errorf("%s is missing:\n%s", name, got)
		}
	}
	if n := strings.Count(strings.SplitN(got, "\n", 3)[1], "…"); n != 2 {
		t.Errorf("%d marks of left out columns, want one on each side of those kept:\n%s", n, got)
	}
	columns, src = wide(12)
	if got := draw(t, columns, src, TableOptions{Style: Style{Width: 30}, Keep: []string{"c3", "c4", "c5", "c6", "c7"}}); !strings.Contains(got, "c0 ") || !strings.Contains(got, "c11 ") {
		t.Errorf("the first and the last column go last of all:\n%s", got)
	}
}

func wide(n int) ([]Column, *batches) {
	columns, fields := make([]Column, n), make([]arrow.Field, n)
	for i := range n {
		columns[i] = Column{Name: fmt.Sprintf("c%d", i), Type: "BIGINT"}
		fields[i] = arrow.Field{Name: columns[i].Name, Type: arrow.PrimitiveTypes.Int64}
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	for row := range 3 {
		for i := range n {
			b.Field(i).(*array.Int64Builder).Append(int64(i * row))
		}
	}
	return columns, &batches{schema: b.Schema(), all: []arrow.RecordBatch{b.NewRecordBatch()}}
}

func TestTableFooters(t *testing.T) {
	for _, c := range []struct {
		opts TableOptions
		want string
	}{
		{TableOptions{}, "3 rows"},
		{TableOptions{Time: "0.041 s"}, "3 rows · 0.041 s"},
		{TableOptions{Total: 2_000_000, More: ".last"}, "2,000,000 rows (3 shown of the first 3) · .last"},
		{TableOptions{Total: 1_000_000, AtLeast: true, Rows: 2}, "1,000,000+ rows (2 shown of the first 3)"},
		{TableOptions{Rows: 2, Time: "1.200 s", More: ".last shows all"}, "3 rows (2 shown) · 1.200 s · .last shows all"},
		{TableOptions{Lines: true}, "3 rows"},
	} {
		columns, src := wide(2)
		lines := strings.Split(strings.TrimRight(draw(t, columns, src, c.opts), "\n"), "\n")
		if got := lines[len(lines)-1]; got != c.want {
			t.Errorf("%+v: %q, want %q", c.opts, got, c.want)
		}
	}
}

// TestTableCurrency puts the currency in place of the type.
func TestTableCurrency(t *testing.T) {
	columns, src := months(2)
	columns = InCurrency(columns, "EUR")
	golden(t, "table-currency", draw(t, columns, src, TableOptions{Style: Style{Width: 80, Values: Values{Null: "-"}}}))
}

// TestInCurrency leaves amounts alone that may be in a currency of their own.
func TestInCurrency(t *testing.T) {
	amounts := func(names ...string) []Column {
		var columns []Column
		for _, name := range names {
			columns = append(columns, Column{Name: name, Unit: "money"})
		}
		return columns
	}
	for _, c := range []struct {
		columns []Column
		want    string
	}{
		{amounts("revenue", "net_amount"), "EUR,"},
		{amounts("net", "currency"), ","},
		{[]Column{{Name: "orders", Unit: "count"}}, ""},
	} {
		var got []string
		for _, column := range InCurrency(c.columns, "EUR") {
			got = append(got, column.Currency)
		}
		if strings.Join(got, ",") != c.want {
			t.Errorf("%+v: %q, want %q", c.columns, got, c.want)
		}
	}
	if got := InCurrency(amounts("revenue"), ""); got[0].Currency != "" {
		t.Error("no currency becomes one")
	}
}

func TestListings(t *testing.T) {
	columns, src := losses()
	columns[0].Name = `the "name"`
	var out bytes.Buffer
	if n, err := Inserts(&out, "t", columns, src); n != 5 || err != nil {
		t.Fatal(n, err)
	}
	if want := "INSERT INTO t (\"the \"\"name\"\"\", change) VALUES ('loss', '-10');\n"; !strings.Contains(out.String(), want) {
		t.Errorf("%q is missing:\n%s", want, out.String())
	}
	_, src = losses()
	out.Reset()
	if _, err := Listing(&out, src, "|", "?"); err != nil || !strings.HasPrefix(out.String(), "gain|30\nloss|-10\n") {
		t.Errorf("%v:\n%s", err, out.String())
	}
	_, src = losses()
	src.err = errTest
	if _, err := HTML(&out, columns, src); err == nil {
		t.Error("the error of the source is lost")
	}
	var _ encode.Source = src
}

var errTest = fmt.Errorf("broken")
