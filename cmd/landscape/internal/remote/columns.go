package remote

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/customer-landscape/landscape/engine"
)

// columnsOf describes the columns of a result. The server names their SQL types in a header unless that would be too long for one; then
// Arrow's types say them, which know no HUGEINT beside DECIMAL(38,0).
func columnsOf(header http.Header, schema *arrow.Schema) []engine.Column {
	var columns []engine.Column
	err := json.Unmarshal([]byte(header.Get("X-Query-Columns")), &columns)
	if err != nil || len(columns) != schema.NumFields() {
		columns = nil
		for _, f := range schema.Fields() {
			columns = append(columns, engine.Column{Name: f.Name, Type: typeText(f.Type)})
		}
	}
	engine.AddUnits(columns)
	return columns
}

var plainTypes = map[arrow.Type]string{
	arrow.BOOL: "BOOLEAN", arrow.INT8: "TINYINT", arrow.INT16: "SMALLINT", arrow.INT32: "INTEGER", arrow.INT64: "BIGINT",
	arrow.UINT8: "UTINYINT", arrow.UINT16: "USMALLINT", arrow.UINT32: "UINTEGER", arrow.UINT64: "UBIGINT", arrow.FLOAT32: "FLOAT",
	arrow.FLOAT64: "DOUBLE", arrow.DATE32: "DATE", arrow.TIME64: "TIME", arrow.INTERVAL_MONTH_DAY_NANO: "INTERVAL", arrow.STRING: "VARCHAR",
	arrow.LARGE_STRING: "VARCHAR", arrow.BINARY: "BLOB", arrow.LARGE_BINARY: "BLOB", arrow.DICTIONARY: "VARCHAR",
}

// typeText is the SQL type that Arrow's type came from.
func typeText(t arrow.DataType) string {
	switch t := t.(type) {
	case arrow.DecimalType:
		return fmt.Sprintf("DECIMAL(%d,%d)", t.GetPrecision(), t.GetScale())
	case *arrow.TimestampType:
		if t.TimeZone != "" {
			return "TIMESTAMP WITH TIME ZONE"
		}
		return "TIMESTAMP"
	case *arrow.MapType:
		return "MAP(" + typeText(t.KeyType()) + ", " + typeText(t.ItemType()) + ")"
	case *arrow.StructType:
		members := make([]string, t.NumFields())
		for i, f := range t.Fields() {
			members[i] = `"` + strings.ReplaceAll(f.Name, `"`, `""`) + `" ` + typeText(f.Type)
		}
		return "STRUCT(" + strings.Join(members, ", ") + ")"
	case arrow.ListLikeType:
		return typeText(t.Elem()) + "[]"
	}
	if text, known := plainTypes[t.ID()]; known {
		return text
	}
	return strings.ToUpper(t.Name())
}
