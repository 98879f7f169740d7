package encode

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/xuri/excelize/v2"
)

// TestSheet reads a workbook back: what a cell shows, and whether it is a number, a text or a truth value.
func TestSheet(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "text", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "amount", Type: &arrow.Decimal128Type{Precision: 38, Scale: 4}, Nullable: true},
		{Name: "day", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: "at", Type: &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "Europe/Paris"}, Nullable: true},
		{Name: "on", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	row := func(text string, n int64, amount string, day int32, at int64, on bool) {
		b.Field(0).(*array.StringBuilder).Append(text)
		b.Field(1).(*array.Int64Builder).Append(n)
		b.Field(2).(*array.Decimal128Builder).Append(number(t, amount, 38, 4))
		b.Field(3).(*array.Date32Builder).Append(arrow.Date32(day))
		b.Field(4).(*array.TimestampBuilder).Append(arrow.Timestamp(at))
		b.Field(5).(*array.BooleanBuilder).Append(on)
	}
	row("=1+1 <x>", 999_999_999_999_999, "12345678901.2500", 20453, 1_767_222_000_000_000, true)
	row("0042", 1_000_000_000_000_001, "1234567890123.4567", -30000, 0, false)
	for i := range 6 {
		b.Field(i).AppendNull()
	}
	var out bytes.Buffer
	rows, err := Write(&out, XLSX, &batches{schema: schema, all: []arrow.RecordBatch{b.NewRecordBatch()}}, Options{Title: "Landscape", TempDir: t.TempDir()})
	if err != nil || rows != 3 {
		t.Fatalf("%d rows, %v", rows, err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	const isText, isNumber, isBool = excelize.CellTypeInlineString, excelize.CellTypeUnset, excelize.CellTypeBool
	cells := []struct {
		at, want string
		kind     excelize.CellType
	}{
		{"A1", "text", isText}, {"A2", "=1+1 <x>", isText}, {"A3", "0042", isText},
		{"B2", "999999999999999", isNumber}, {"B3", "1000000000000001", isText},
		{"C2", "12345678901.25", isNumber}, {"C3", "1234567890123.4567", isText},
		{"D2", "2025-12-31", isNumber}, {"D3", "1887-11-12", isText},
		{"E2", "2026-01-01 00:00:00", isNumber}, {"E3", "1970-01-01 01:00:00", isNumber},
		{"F2", "TRUE", isBool}, {"F3", "FALSE", isBool},
		{"A4", "", isNumber}, {"B4", "", isNumber},
	}
	for _, c := range cells {
		got, err := book.GetCellValue("Landscape", c.at)
		kind, _ := book.GetCellType("Landscape", c.at)
		if kind == excelize.CellTypeNumber || kind == excelize.CellTypeDate {
			kind = isNumber
		}
		if err != nil || got != c.want || kind != c.kind {
			t.Errorf("%s is %q of type %d, want %q of %d (%v)", c.at, got, kind, c.want, c.kind, err)
		}
		if formula, _ := book.GetCellFormula("Landscape", c.at); formula != "" {
			t.Errorf("%s is the formula %s", c.at, formula)
		}
	}
}

func TestSheetIsFull(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{{Name: "text", Type: arrow.BinaryTypes.String}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	b.Field(0).(*array.StringBuilder).Append(strings.Repeat("é", excelize.TotalCellChars))
	b.Field(0).(*array.StringBuilder).Append(strings.Repeat("é", excelize.TotalCellChars+1))
	var out bytes.Buffer
	rows, err := Write(&out, XLSX, &batches{schema: schema, all: []arrow.RecordBatch{b.NewRecordBatch()}}, Options{})
	if !errors.Is(err, ErrSheetFull) || rows != 1 || out.Len() > 0 {
		t.Errorf("%d rows, %d bytes, %v", rows, out.Len(), err)
	}
}
