package encode

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// shapes are types that a result can have, with the kinds of nesting.
func shapes() []arrow.DataType {
	plain := []arrow.DataType{arrow.BinaryTypes.String, arrow.BinaryTypes.LargeString, arrow.BinaryTypes.StringView, arrow.BinaryTypes.Binary,
		arrow.FixedWidthTypes.Boolean, arrow.PrimitiveTypes.Int8, arrow.PrimitiveTypes.Int16, arrow.PrimitiveTypes.Int32, arrow.PrimitiveTypes.Int64,
		arrow.PrimitiveTypes.Uint8, arrow.PrimitiveTypes.Uint16, arrow.PrimitiveTypes.Uint32, arrow.PrimitiveTypes.Uint64, arrow.PrimitiveTypes.Float32,
		arrow.PrimitiveTypes.Float64, arrow.FixedWidthTypes.Date32, arrow.FixedWidthTypes.Time64us, arrow.FixedWidthTypes.Time64ns,
		arrow.FixedWidthTypes.MonthDayNanoInterval, arrow.Null}
	for _, scale := range []int32{0, 2, 4, 19, 37} {
		plain = append(plain, &arrow.Decimal128Type{Precision: 38, Scale: scale})
	}
	for _, unit := range arrow.TimeUnitValues {
		plain = append(plain, &arrow.TimestampType{Unit: unit}, &arrow.TimestampType{Unit: unit, TimeZone: "Europe/Paris"})
	}
	texts := &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Uint8, ValueType: arrow.BinaryTypes.String}
	return append(plain, texts, arrow.ListOf(arrow.BinaryTypes.String), arrow.FixedSizeListOf(2, arrow.PrimitiveTypes.Float64),
		arrow.MapOf(arrow.FixedWidthTypes.Date32, arrow.BinaryTypes.String),
		arrow.StructOf(arrow.Field{Name: "a \"b\"", Type: arrow.BinaryTypes.String, Nullable: true}, arrow.Field{Name: "c", Type: arrow.ListOf(arrow.PrimitiveTypes.Int64), Nullable: true}))
}

// words are texts that each form writes in its own way.
var words = []string{"plain", "C000123", "", " outer ", "a b", `say "hi"`, "a,b", "a;b", "line\nend", "\r", "tab\there", `back\slash`, "é日本", "\x01\x1f\x7f", "NA",
	"=1+1", "|pipe|", "<b>&", "\xff\xfe broken", strings.Repeat("long enough for eight bytes ", 9)}

// fill appends a value to a column; one of five is NULL, unless whole.
func fill(r *rand.Rand, builder array.Builder, whole bool) {
	if !whole && r.IntN(5) == 0 {
		builder.AppendNull()
		return
	}
	number := [...]int64{0, 1, -1, 7, r.Int64(), -r.Int64(), r.Int64N(1000), math.MaxInt64, -math.MaxInt64, 1 << 53, 1<<53 + 1}[r.IntN(11)]
	float := [...]float64{0, math.Copysign(0, -1), 1.5, math.NaN(), math.Inf(1), math.Inf(-1), r.NormFloat64(), 1e-7, 1e21, 1e20, math.MaxFloat64}[r.IntN(11)]
	word := words[r.IntN(len(words))]
	switch b := builder.(type) {
	case *array.BinaryDictionaryBuilder:
		_ = b.AppendString(word)
	case array.StringLikeBuilder:
		b.Append(word)
	case *array.BinaryBuilder:
		b.Append([]byte(word))
	case *array.BooleanBuilder:
		b.Append(number%2 == 0)
	case *array.Int8Builder:
		b.Append(int8(number))
	case *array.Int16Builder:
		b.Append(int16(number))
	case *array.Int32Builder:
		b.Append(int32(number))
	case *array.Int64Builder:
		b.Append(number)
	case *array.Uint8Builder:
		b.Append(uint8(number))
	case *array.Uint16Builder:
		b.Append(uint16(number))
	case *array.Uint32Builder:
		b.Append(uint32(number))
	case *array.Uint64Builder:
		b.Append(uint64(number))
	case *array.Float32Builder:
		b.Append(float32(float))
	case *array.Float64Builder:
		b.Append(float)
	case *array.Decimal128Builder:
		b.Append([...]decimal128.Num{decimal128.FromI64(number), decimal128.New(r.Int64()>>r.IntN(64), r.Uint64()), decimal128.New(-r.Int64(), r.Uint64()),
			decimal128.New(math.MinInt64, 0), decimal128.New(-1, 0), decimal128.New(0, math.MaxUint64)}[r.IntN(6)])
	case *array.Date32Builder:
		b.Append([...]arrow.Date32{0, -1, 20_000, math.MaxInt32, -math.MaxInt32, -719_528, -719_529, 2_932_896, 2_932_897, arrow.Date32(r.Int32N(4_000_000) - 900_000)}[r.IntN(10)])
	case *array.TimestampBuilder:
		span := int64(math.MaxInt64)
		if unit := b.Type().(*arrow.TimestampType).Unit; unit == arrow.Second {
			span = 400_000_000_000 // year 14600; package time overflows far beyond
		}
		b.Append(arrow.Timestamp([...]int64{0, -1, 1, number % span, r.Int64N(span), -r.Int64N(span), math.MaxInt64, -math.MaxInt64, 86_399_999_999, 1_704_067_200_000_000}[r.IntN(10)]))
	case *array.Time64Builder:
		day := int64(24*time.Hour) / int64(b.Type().(*arrow.Time64Type).Unit.Multiplier())
		b.Append(arrow.Time64([...]int64{0, day, day - 1, r.Int64N(day), r.Int64N(day) / 1_000_000 * 1_000_000}[r.IntN(5)]))
	case *array.MonthDayNanoIntervalBuilder:
		b.Append(arrow.MonthDayNanoInterval{Months: int32(number % 1000), Days: int32(number % 7), Nanoseconds: number % 1e15})
	case *array.ListBuilder:
		b.Append(true)
		for range r.IntN(4) {
			fill(r, b.ValueBuilder(), false)
		}
	case *array.FixedSizeListBuilder:
		b.Append(true)
		fill(r, b.ValueBuilder(), false)
		fill(r, b.ValueBuilder(), false)
	case *array.MapBuilder:
		b.Append(true)
		for range r.IntN(3) {
			fill(r, b.KeyBuilder(), true)
			fill(r, b.ItemBuilder(), false)
		}
	case *array.StructBuilder:
		b.Append(true)
		for f := range b.NumField() {
			fill(r, b.FieldBuilder(f), false)
		}
	default:
		builder.AppendNull()
	}
}

// anything is a batch of a column of each shape, the same for each seed. With whole nothing is NULL.
func anything(mem memory.Allocator, seed uint64, rows int, whole bool) arrow.RecordBatch {
	var fields []arrow.Field
	for i, shape := range shapes() {
		fields = append(fields, arrow.Field{Name: fmt.Sprintf("%d, %s", i, shape), Type: shape, Nullable: true})
	}
	b := array.NewRecordBuilder(mem, arrow.NewSchema(fields, nil))
	defer b.Release()
	r := rand.New(rand.NewPCG(seed, 1))
	for range rows {
		for f := range fields {
			fill(r, b.Field(f), whole)
		}
	}
	return b.NewRecordBatch()
}

// textOptions are the forms of lines with what changes their values.
var textOptions = []struct {
	format Format
	opts   Options
}{
	{CSV, Options{}}, {CSV, Options{Delimiter: ';', CRLF: true, BOM: true, EscapeFormulas: true}}, {CSV, Options{Null: "NA"}}, {CSV, Options{Delimiter: '0', NoHeader: true}},
	{CSV, Options{Delimiter: '日'}}, {TSV, Options{}}, {TSV, Options{Null: `\N`, EscapeFormulas: true}},
	{JSON, Options{}}, {NDJSON, Options{}}, {NDJSON, Options{Int64: Safe, Decimal: Quoted, NamedFloat: true}}, {Compact, Options{Int64: Quoted}},
	{Compact, Options{Before: `"id":1`, After: func(rows int64) string { return fmt.Sprintf(`"n":%d`, rows) }}}, {Markdown, Options{}}, {HTML, Options{}},
}

// TestPiecesJoin holds a batch that is written in pieces, side by side, against the same rows in small batches, also where a byte limit cuts.
func TestPiecesJoin(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	whole := anything(mem, 3, 1100, false)
	defer whole.Release()
	small := &batches{schema: whole.Schema()}
	defer small.release()
	for i := int64(0); i < whole.NumRows(); i += 44 {
		small.all = append(small.all, whole.NewSlice(i, i+44))
	}
	for _, o := range textOptions {
		for _, most := range []int64{0, 1, 1 << 18} {
			if most > 0 {
				o.opts.Full = func(written int64) bool { return written >= most }
			}
			var joined, apart bytes.Buffer
			small.at = 0
			n, err := Write(&joined, o.format, &batches{schema: whole.Schema(), all: []arrow.RecordBatch{whole}}, o.opts)
			m, again := Write(&apart, o.format, small, o.opts)
			if err != nil || again != nil || n != m || most == 0 && n != 1100 || most == 1 && n != 1 {
				t.Fatalf("%s cut at %d: %d and %d rows, errors %v and %v", o.format, most, n, m, err, again)
			}
			if !bytes.Equal(joined.Bytes(), apart.Bytes()) {
				t.Errorf("%s %+v cut at %d: the rows of a batch differ from those of small batches", o.format, o.opts, most)
			}
		}
	}
}

// TestLargePieces holds rows of texts that are longer together than what is made at once, whole and cut off by a reader that goes away.
func TestLargePieces(t *testing.T) {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{{Name: "text", Type: arrow.BinaryTypes.String}}, nil))
	for i := range 2048 {
		b.Field(0).(*array.StringBuilder).Append(strings.Repeat(string(rune('a'+i%26)), 5000))
	}
	one := &batches{schema: b.Schema(), all: []arrow.RecordBatch{b.NewRecordBatch()}}
	want := []byte("text\n")
	for i := range 2048 {
		want = append(append(want, one.all[0].Column(0).ValueStr(i)...), '\n')
	}
	var out bytes.Buffer
	if rows, err := Write(&out, CSV, one, Options{}); err != nil || rows != 2048 || !bytes.Equal(out.Bytes(), want) {
		t.Fatalf("%d rows, %d bytes in place of %d, error %v", rows, out.Len(), len(want), err)
	}
	gone := errors.New("gone")
	one.at = 0
	if rows, err := Write(writerFunc(func(p []byte) (int, error) {
		if out.Len() < 100 {
			return 0, gone
		}
		out.Reset()
		return len(p), nil
	}), CSV, one, Options{}); !errors.Is(err, gone) || rows == 0 || rows >= 2048 {
		t.Errorf("a writer that fails the second time: %d rows, error %v", rows, err)
	}
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// TestFaultOfAPiece lets a column panic in its last rows, which another goroutine writes.
func TestFaultOfAPiece(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("the panic did not reach the caller")
		}
	}()
	offsets := make([]int32, 2049)
	offsets[2047] = 9 // beyond the next one
	data := array.NewData(arrow.BinaryTypes.String, 2048, []*memory.Buffer{nil, memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(offsets)), memory.NewBufferBytes(nil)}, nil, 0, 0)
	schema := arrow.NewSchema([]arrow.Field{{Name: "text", Type: arrow.BinaryTypes.String}}, nil)
	batch := array.NewRecordBatch(schema, []arrow.Array{array.NewStringData(data)}, 2048)
	_, _ = Write(io.Discard, CSV, &batches{schema: schema, all: []arrow.RecordBatch{batch}}, Options{})
}

// TestDecimals holds decimals against whole numbers of any size with the point put in.
func TestDecimals(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for n := range 20_000 {
		v := decimal128.New(r.Int64()>>r.IntN(64), r.Uint64()>>r.IntN(64))
		if n%2 == 0 {
			v = v.Negate()
		}
		scale := r.IntN(39)
		digits := new(big.Int).Abs(v.BigInt()).String()
		if short := scale + 1 - len(digits); short > 0 {
			digits = strings.Repeat("0", short) + digits
		}
		want := digits[:len(digits)-scale]
		if scale > 0 {
			want += "." + digits[len(digits)-scale:]
		}
		if v.Sign() < 0 {
			want = "-" + want
		}
		if got := string(appendDecimal([]byte("x"), v, scale)); got != "x"+want {
			t.Fatalf("%v with %d digits behind the point: got %s, want %s", v, scale, got, want)
		}
	}
}

// TestTimes holds days and times against the formats of package time: each day of two centuries and every hundredth of ten millennia.
func TestTimes(t *testing.T) {
	check := func(got []byte, at time.Time, form string) {
		t.Helper()
		if want := at.UTC().Format(form); string(got) != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
	for day, step := int64(-800_000), int64(97); day < 3_000_000; day += step {
		if step = 97; day > -40_000 && day < 40_000 || day > 2_932_800 && day < 2_933_000 || day > -719_600 && day < -719_400 {
			step = 1
		}
		check(appendDate(nil, arrow.Date32(day)), time.Unix(day*daySeconds, 0), time.DateOnly)
	}
	r := rand.New(rand.NewPCG(8, 8))
	for _, unit := range arrow.TimeUnitValues {
		for range 5000 {
			v := arrow.Timestamp(r.Int64N(400_000_000_000_000_000) / int64(unit.Multiplier()) >> r.IntN(40))
			if r.IntN(2) == 0 {
				v = -v
			}
			day, second, nanosecond := parted(int64(v), unit)
			check(appendClock(append(appendDay(nil, day), 'T'), second, nanosecond), v.ToTime(unit), "2006-01-02T15:04:05.999999999")
		}
	}
}

// TestTextsReadBack reads csv and JSON of texts with readers that are not ours, each form once where all texts are plain and once among others.
func TestTextsReadBack(t *testing.T) {
	for _, texts := range [][]string{words, {"plain", "", "C000123", " outer", "inner blank", "outer "}, {"a"}, {"\"", "é"}, allBytes()} {
		b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64}, {Name: "text", Type: arrow.BinaryTypes.String}}, nil))
		for i, text := range texts {
			b.Field(0).(*array.Int64Builder).Append(int64(i))
			b.Field(1).(*array.StringBuilder).Append(text)
		}
		src := &batches{schema: b.Schema(), all: []arrow.RecordBatch{b.NewRecordBatch()}}
		var asCSV, asJSON bytes.Buffer
		if _, err := Write(&asCSV, CSV, src, Options{NoHeader: true}); err != nil {
			t.Fatal(err)
		}
		src.at = 0
		if _, err := Write(&asJSON, JSON, src, Options{}); err != nil {
			t.Fatal(err)
		}
		read, err := csv.NewReader(&asCSV).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var objects []struct {
			N    int
			Text string
		}
		if err := json.Unmarshal(asJSON.Bytes(), &objects); err != nil {
			t.Fatal(err)
		}
		var inCSV, inJSON, valid, folded []string
		for i := range read {
			inCSV, inJSON = append(inCSV, read[i][1]), append(inJSON, objects[i].Text)
			valid = append(valid, strings.ToValidUTF8(strings.ReplaceAll(texts[i], "\xff\xfe", "\xff\uFFFD"), "\uFFFD"))
			folded = append(folded, strings.ReplaceAll(texts[i], "\r\n", "\n")) // as the reader of the standard library reads them
		}
		if !reflect.DeepEqual(inCSV, folded) {
			t.Errorf("csv came back as %q", inCSV)
		}
		if !reflect.DeepEqual(inJSON, valid) {
			t.Errorf("JSON came back as %q", inJSON)
		}
	}
}

// allBytes has each byte of ASCII at each of nine places.
func allBytes() (texts []string) {
	for b := range byte(0x80) {
		for place := range 9 {
			text := []byte("abcdefghi")
			text[place] = b
			texts = append(texts, string(text))
		}
	}
	return texts
}

// TestPlainJSON holds the look at eight bytes against one at each.
func TestPlainJSON(t *testing.T) {
	for b := range 256 {
		for place := range 19 {
			text := []byte("0123456789abcdefghi")
			text[place] = byte(b)
			if got, want := plainJSON(text), b >= ' ' && b < 0x80 && b != '"' && b != '\\'; got != want {
				t.Errorf("byte %#x at %d: %v", b, place, got)
			}
		}
	}
}
