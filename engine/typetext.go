package engine

import (
	"fmt"
	"strings"

	"github.com/duckdb/duckdb-go/v2/mapping"
)

// typeText writes a type as DuckDB's DESCRIBE does.
func typeText(t mapping.LogicalType) string {
	if alias := mapping.LogicalTypeGetAlias(t); alias != "" {
		return alias // JSON is an alias of VARCHAR
	}
	switch mapping.GetTypeId(t) {
	case mapping.TypeDecimal:
		return fmt.Sprintf("DECIMAL(%d,%d)", mapping.DecimalWidth(t), mapping.DecimalScale(t))
	case mapping.TypeList:
		return childText(mapping.ListTypeChildType(t)) + "[]"
	case mapping.TypeArray:
		return fmt.Sprintf("%s[%d]", childText(mapping.ArrayTypeChildType(t)), mapping.ArrayTypeArraySize(t))
	case mapping.TypeMap:
		return "MAP(" + childText(mapping.MapTypeKeyType(t)) + ", " + childText(mapping.MapTypeValueType(t)) + ")"
	case mapping.TypeEnum:
		return "ENUM(" + enumText(t) + ")"
	case mapping.TypeStruct:
		members := make([]string, mapping.StructTypeChildCount(t))
		for i := range members {
			n := mapping.IdxT(i)
			members[i] = quoteName(mapping.StructTypeChildName(t, n)) + " " + childText(mapping.StructTypeChildType(t, n))
		}
		return "STRUCT(" + strings.Join(members, ", ") + ")"
	case mapping.TypeUnion:
		members := make([]string, mapping.UnionTypeMemberCount(t))
		for i := range members {
			n := mapping.IdxT(i)
			members[i] = quoteName(mapping.UnionTypeMemberName(t, n)) + " " + childText(mapping.UnionTypeMemberType(t, n))
		}
		return "UNION(" + strings.Join(members, ", ") + ")"
	default:
		return plainTypes[mapping.GetTypeId(t)]
	}
}

func childText(t mapping.LogicalType) string {
	defer mapping.DestroyLogicalType(&t)
	return typeText(t)
}

func enumText(t mapping.LogicalType) string {
	values := make([]string, mapping.EnumDictionarySize(t))
	for i := range values {
		values[i] = quoteText(mapping.EnumDictionaryValue(t, mapping.IdxT(i)))
	}
	return strings.Join(values, ", ")
}

var plainTypes = map[mapping.Type]string{
	mapping.TypeBoolean:     "BOOLEAN",
	mapping.TypeTinyInt:     "TINYINT",
	mapping.TypeSmallInt:    "SMALLINT",
	mapping.TypeInteger:     "INTEGER",
	mapping.TypeBigInt:      "BIGINT",
	mapping.TypeHugeInt:     "HUGEINT",
	mapping.TypeUTinyInt:    "UTINYINT",
	mapping.TypeUSmallInt:   "USMALLINT",
	mapping.TypeUInteger:    "UINTEGER",
	mapping.TypeUBigInt:     "UBIGINT",
	mapping.TypeUHugeInt:    "UHUGEINT",
	mapping.TypeFloat:       "FLOAT",
	mapping.TypeDouble:      "DOUBLE",
	mapping.TypeDate:        "DATE",
	mapping.TypeTime:        "TIME",
	mapping.TypeTimeTZ:      "TIME WITH TIME ZONE",
	mapping.TypeTimestamp:   "TIMESTAMP",
	mapping.TypeTimestampS:  "TIMESTAMP_S",
	mapping.TypeTimestampMS: "TIMESTAMP_MS",
	mapping.TypeTimestampNS: "TIMESTAMP_NS",
	mapping.TypeTimestampTZ: "TIMESTAMP WITH TIME ZONE",
	mapping.TypeInterval:    "INTERVAL",
	mapping.TypeVarchar:     "VARCHAR",
	mapping.TypeBlob:        "BLOB",
	mapping.TypeBit:         "BIT",
	mapping.TypeUUID:        "UUID",
	mapping.TypeBigNum:      "BIGNUM",
	mapping.TypeSQLNull:     "\"NULL\"",
}
