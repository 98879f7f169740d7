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
