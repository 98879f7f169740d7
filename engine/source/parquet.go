package source

import (
	"fmt"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/schema"
)

// inspectParquet reads the footer.
func (in *Input) inspectParquet() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = damagedParquet(fmt.Errorf("%v", p))
		}
	}()
	r, err := file.OpenParquetFile(in.data, false)
	if err != nil {
		return damagedParquet(err)
	}
	defer r.Close()
	in.Rows = r.NumRows()
	root := r.MetaData().Schema.Root()
	for i := range root.NumFields() {
		f := root.Field(i)
		in.Columns = append(in.Columns, Column{Name: f.Name(), Type: parquetType(f)})
	}
	return in.uniqueNames()
}

func damagedParquet(err error) error {
	return &Error{Reason: "the Parquet file is damaged or cut off: " + err.Error(), Hint: "Copy or download it again.", Err: err}
}

// uniqueNames refuses a schema with a name twice.
func (in *Input) uniqueNames() error {
	seen := map[string]bool{}
	for _, c := range in.Columns {
		if seen[lowerName(c.Name)] {
			return &Error{Column: c.Name, Reason: "two columns have one name", Hint: "Rename one of them in the file."}
		}
		seen[lowerName(c.Name)] = true
	}
	return nil
}

// parquetType is the type DuckDB reads a column as.
func parquetType(n schema.Node) string {
	p, ok := n.(*schema.PrimitiveNode)
	if !ok {
		return "STRUCT"
	}
	if p.RepetitionType() == parquet.Repetitions.Repeated {
		return "LIST"
	}
	switch t := p.LogicalType().(type) {
	case schema.StringLogicalType, schema.EnumLogicalType, schema.JSONLogicalType:
		return "VARCHAR"
	case schema.DateLogicalType:
		return "DATE"
	case schema.TimeLogicalType:
		return "TIME"
	case schema.UUIDLogicalType:
		return "UUID"
	case schema.DecimalLogicalType:
		return fmt.Sprintf("DECIMAL(%d,%d)", t.Precision(), t.Scale())
	case schema.TimestampLogicalType:
		switch {
		case t.IsAdjustedToUTC():
			return "TIMESTAMP WITH TIME ZONE"
		case t.TimeUnit() == schema.TimeUnitNanos:
			return "TIMESTAMP_NS"
		}
		return "TIMESTAMP"
	case schema.IntLogicalType:
		return intType(t.BitWidth(), t.IsSigned())
	}
	switch p.PhysicalType() {
	case parquet.Types.Boolean:
		return "BOOLEAN"
	case parquet.Types.Int32:
		return "INTEGER"
	case parquet.Types.Int64:
		return "BIGINT"
	case parquet.Types.Int96:
		return "TIMESTAMP"
	case parquet.Types.Float:
		return "FLOAT"
	case parquet.Types.Double:
		return "DOUBLE"
	}
	return "BLOB"
}

func intType(bits int8, signed bool) string {
	name := map[int8]string{8: "TINYINT", 16: "SMALLINT", 32: "INTEGER", 64: "BIGINT"}[bits]
	if !signed {
		name = "U" + name
	}
	return name
}
