package engine

import (
	"fmt"
	"unsafe"

	"github.com/duckdb/duckdb-go/v2/mapping"
)

// maxBatchBytes is how large the texts and lists of one batch, which has 2048 rows at most, may be together.
const maxBatchBytes = 256 << 20

// valueForm is what of a type takes more than a few bytes.
type valueForm struct {
	kind     formKind
	size     int         // of an array
	children []valueForm // of a list or an array the one of its elements; of a struct, a map's entries or a union in their order
}

type formKind int

const (
	plainForm formKind = iota
	textForm
	listForm
	arrayForm
	structForm
)

// formOf finds the form of a type.
func formOf(t mapping.LogicalType) valueForm {
	child := func(kind formKind, size int, types ...mapping.LogicalType) valueForm {
		form := valueForm{kind: kind, size: size}
		for i := range types {
			form.children = append(form.children, formOf(types[i]))
			mapping.DestroyLogicalType(&types[i])
		}
		return form
	}
	switch mapping.GetTypeId(t) {
	case mapping.TypeVarchar, mapping.TypeBlob, mapping.TypeBit, mapping.TypeBigNum, mapping.TypeGeometry:
		return valueForm{kind: textForm}
	case mapping.TypeList:
		return child(listForm, 0, mapping.ListTypeChildType(t))
	case mapping.TypeArray:
		return child(arrayForm, int(mapping.ArrayTypeArraySize(t)), mapping.ArrayTypeChildType(t))
	case mapping.TypeMap:
		entry := child(structForm, 0, mapping.MapTypeKeyType(t), mapping.MapTypeValueType(t))
		return valueForm{kind: listForm, children: []valueForm{entry}}
	case mapping.TypeStruct:
		var types []mapping.LogicalType
		for i := range mapping.StructTypeChildCount(t) {
			types = append(types, mapping.StructTypeChildType(t, i))
		}
		return child(structForm, 0, types...)
	case mapping.TypeUnion:
		var types []mapping.LogicalType
		for i := range mapping.UnionTypeMemberCount(t) {
			types = append(types, mapping.UnionTypeMemberType(t, i))
		}
		form := child(structForm, 0, types...)
		form.children = append([]valueForm{{}}, form.children...) // the tag
		return form
	default:
		return valueForm{}
	}
}

// weight is what the values of a batch take.
type weight struct {
	most  int64 // the largest value, in bytes
	total int64
}

func (w *weight) add(bytes int64) {
	w.most = max(w.most, bytes)
	w.total += bytes
}

// weigh adds what a vector of rows holds.
func (f valueForm) weigh(vector mapping.Vector, rows int, w *weight) {
	switch f.kind {
	case textForm:
		heads := unsafe.Slice((*textHead)(mapping.VectorGetData(vector)), rows)
		each(vector, rows, func(i int) { w.add(int64(heads[i].length)) })
	case listForm:
		entries := unsafe.Slice((*listEntry)(mapping.VectorGetData(vector)), rows)
		each(vector, rows, func(i int) { w.add(int64(entries[i].length) * 8) })
		f.children[0].weigh(mapping.ListVectorGetChild(vector), int(mapping.ListVectorGetSize(vector)), w)
	case arrayForm:
		f.children[0].weigh(mapping.ArrayVectorGetChild(vector), rows*f.size, w)
	case structForm:
		for i, child := range f.children {
			if child.kind != plainForm {
				child.weigh(mapping.StructVectorGetChild(vector, mapping.IdxT(i)), rows, w)
			}
		}
	}
}

// textHead and listEntry are how DuckDB lays out a text and a list within a vector.
type textHead struct {
	length uint32
	_      [12]byte
}

type listEntry struct{ offset, length uint64 }

// each calls fn for every row that is not NULL. What stands in the others is undefined.
func each(vector mapping.Vector, rows int, fn func(int)) {
	valid := (*uint64)(mapping.VectorGetValidity(vector))
	if valid == nil {
		for i := range rows {
			fn(i)
		}
		return
	}
	mask := unsafe.Slice(valid, (rows+63)/64)
	for i := range rows {
		if mask[i/64]>>(i%64)&1 == 1 {
			fn(i)
		}
	}
}

// boundValues has the result refuse values that are too large.
func (r *Result) boundValues() {
	for i := range mapping.ColumnCount(r.result) {
		typ := mapping.ColumnLogicalType(r.result, i)
		r.forms = append(r.forms, formOf(typ))
		mapping.DestroyLogicalType(&typ)
	}
}

// oversized refuses a chunk whose values are larger than a session of Read lets through, before anything copies them.
func (r *Result) oversized(chunk mapping.DataChunk) error {
	if r.forms == nil {
		return nil
	}
	var w weight
	rows := int(mapping.DataChunkGetSize(chunk))
	for i, form := range r.forms {
		if form.kind != plainForm {
			form.weigh(mapping.DataChunkGetVector(chunk, mapping.IdxT(i)), rows, &w)
		}
	}
	refuse := func(format string, args ...any) error {
		return &Error{Kind: KindTooLarge, Op: "query", Code: CodeResultTooLarge, Hint: "Ask for rows in place of one long text or list, or for a part of it.",
			Err: fmt.Errorf(format, args...)}
	}
	switch {
	case w.most > maxValueBytes:
		return refuse("%s%d bytes, and one of the result has %d", valueTooLarge, maxValueBytes, w.most)
	case w.total > maxBatchBytes:
		return refuse("%d rows of the result have %d bytes, and may have %d together", rows, w.total, maxBatchBytes)
	}
	return nil
}
