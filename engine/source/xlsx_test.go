package source

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// workbook writes a workbook with the given sheets, each a list of rows.
func workbook(t testing.TB, sheets map[string][][]any) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for name, rows := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			cell, err := excelize.CoordinatesToCellName(1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetSheetRow(name, cell, &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "book.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestXLSX(t *testing.T) {
	day := time.Date(2010, 12, 1, 8, 26, 0, 0, time.UTC)
	path := workbook(t, map[string][][]any{"Year 2010-2011": {
		{"Sales"},
		{},
		{"Invoice", "InvoiceDate", "Price", "Customer ID", "Description"},
		{"536365", day, 2.55, 17850, "a \"b\",\nc"},
		{"C536379", day.AddDate(0, 0, 12), -27.5, nil, nil},
		{},
		{"00042", day.Add(59 * time.Second), 0.1 + 0.2, 12346, "x"},
	}})
	in, err := open(t, path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if in.Format != FormatXLSX || in.Sheet != "Year 2010-2011" || in.Dialect.Skip != 2 || !in.Dialect.Header {
		t.Errorf("got %+v", in)
	}
	want := []string{
		"536365|2010-12-01 08:26:00|2.55|17850|a \"b\",\nc",
		"C536379|2010-12-13 08:26:00|-27.5||",
		"00042|2010-12-01 08:26:59|0.3|12346|x",
	}
	for i, row := range in.Sample.Rows {
		if got := strings.Join(row, "|"); i >= len(want) || got != want[i] {
			t.Errorf("row %d is %q", i, got)
		}
	}
	if len(in.Sample.Rows) != len(want) {
		t.Errorf("%d rows", len(in.Sample.Rows))
	}
	places, err := in.Locate(context.Background(), []int64{1, 3})
	if err != nil || places[1].Number != 4 || places[3].Number != 7 {
		t.Errorf("places %v, %v", places, err)
	}
}

func TestXLSXSheets(t *testing.T) {
	rows := [][]any{{"id", "amount"}, {1, 2.5}}
	path := workbook(t, map[string][][]any{"First": rows, "Second": rows})
	_, err := open(t, path, Options{})
	if err == nil || !strings.Contains(err.(*Error).Hint, `"First"`) || !strings.Contains(err.(*Error).Hint, `"Second"`) {
		t.Errorf("two sheets: %v", err)
	}
	in, err := open(t, path, Options{Sheet: "second"})
	if err != nil || in.Sheet != "Second" || len(in.Sheets) != 3 {
		t.Errorf("named sheet: %+v, %v", in, err)
	}
	if _, err = open(t, path, Options{Sheet: "Third"}); err == nil || !strings.Contains(err.(*Error).Hint, `"First"`) {
		t.Errorf("no such sheet: %v", err)
	}
	if _, err = open(t, workbook(t, nil), Options{}); err == nil || !strings.Contains(err.Error(), "no sheet with content") {
		t.Errorf("empty workbook: %v", err)
	}
}

// TestXLSXDates reads dates by style: built-in and own formats, both ways of counting days, and dates as text.
func TestXLSXDates(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	builtIn, err := f.NewStyle(&excelize.Style{NumFmt: 22})
	if err != nil {
		t.Fatal(err)
	}
	own, err := f.NewStyle(&excelize.Style{CustomNumFmt: new("dd.mm.yyyy")})
	if err != nil {
		t.Fatal(err)
	}
	money, err := f.NewStyle(&excelize.Style{NumFmt: 4})
	if err != nil {
		t.Fatal(err)
	}
	for cell, v := range map[string]struct {
		style int
		value any
	}{
		"A1": {0, "day"}, "B1": {0, "due"}, "C1": {0, "amount"}, "D1": {0, "text"},
		"A2": {builtIn, 40513.351388888889}, "B2": {own, 40513}, "C2": {money, 1234.5}, "D2": {own, "soon"},
		"A3": {builtIn, 43890.999988425923}, "B3": {own, 43890}, "C3": {money, -0.125}, "D3": {0, "2020-02-29"},
	} {
		if err := f.SetCellValue("Sheet1", cell, v.value); err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellStyle("Sheet1", cell, cell, v.style); err != nil {
			t.Fatal(err)
		}
	}
	for _, from1904 := range []bool{false, true} {
		if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from1904}); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "dates.xlsx")
		if err := f.SaveAs(path); err != nil {
			t.Fatal(err)
		}
		in, err := open(t, path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		want := "2010-12-01 08:26:00|2010-12-01 00:00:00|1234.5|soon\n2020-02-29 23:59:59|2020-02-29 00:00:00|-0.125|2020-02-29"
		if from1904 {
			want = "2014-12-02 08:26:00|2014-12-02 00:00:00|1234.5|soon\n2024-03-01 23:59:59|2024-03-01 00:00:00|-0.125|2020-02-29"
		}
		if got := strings.Join(in.Sample.Rows[0], "|") + "\n" + strings.Join(in.Sample.Rows[1], "|"); got != want {
			t.Errorf("1904 %v: got %s", from1904, got)
		}
	}
}

func TestIsDateFormat(t *testing.T) {
	for code, want := range map[string]bool{
		"yyyy-mm-dd": true, "dd.mm.yy hh:mm": true, "[$-409]d-mmm-yy": true, "#,##0.00": false, "[Red]0.00": false,
		`0.00" per day"`: false, `0\d`: false, "hh:mm": false, "[h]:mm": false,
	} {
		if isDateFormat(200, code) != want {
			t.Errorf("%s: %v", code, !want)
		}
	}
	if !isDateFormat(14, "") || isDateFormat(4, "") || isDateFormat(0, "") {
		t.Error("built-in formats")
	}
}
