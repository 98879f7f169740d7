package httpapi

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"
)

// schema is a JSON Schema of the dialect 2020-12. An empty one takes anything.
type schema map[string]any

// schemaOf is the schema of what encoding/json writes for a T, so that a field is described by being there. A field without omitempty
// is always sent; a pointer may be null; nothing that T does not have may come. The tag about says what a field means, and the tag
// enum, its words with commas between, what it may hold.
func schemaOf[T any]() schema { return schemaOfType(reflect.TypeFor[T]()) }

var (
	instant = reflect.TypeFor[time.Time]()
	rawJSON = reflect.TypeFor[json.RawMessage]()
)

func schemaOfType(t reflect.Type) schema {
	switch {
	case t == instant:
		return schema{"type": "string", "format": "date-time"}
	case t == rawJSON:
		return schema{}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return orNull(schemaOfType(t.Elem()))
	case reflect.Struct:
		return schemaOfStruct(t)
	case reflect.Slice, reflect.Array:
		return schema{"type": "array", "items": schemaOfType(t.Elem())}
	case reflect.Map:
		return schema{"type": "object", "additionalProperties": schemaOfType(t.Elem())}
	case reflect.String:
		return schema{"type": "string"}
	case reflect.Bool:
		return schema{"type": "boolean"}
	case reflect.Float32, reflect.Float64:
		return schema{"type": "number"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uint:
		return schema{"type": "integer"}
	default:
		return schema{}
	}
}

func schemaOfStruct(t reflect.Type) schema {
	properties, required := schema{}, []string{}
	addFields(t, properties, &required)
	return schema{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

func addFields(t reflect.Type, properties schema, required *[]string) {
	for i := range t.NumField() {
		field := t.Field(i)
		name, flags, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous && name == "":
			addFields(field.Type, properties, required)
			continue
		case !field.IsExported() || name == "-":
			continue
		case name == "":
			name = field.Name
		}
		form := schemaOfType(field.Type)
		if about := field.Tag.Get("about"); about != "" {
			form["description"] = about
		}
		if words := field.Tag.Get("enum"); words != "" {
			form["enum"] = strings.Split(words, ",")
		}
		properties[name] = form
		if !strings.Contains(flags, "omitempty") && !strings.Contains(flags, "omitzero") {
			*required = append(*required, name)
		}
	}
}

// orNull lets null through too.
func orNull(form schema) schema {
	if kind, ok := form["type"].(string); ok {
		form["type"] = []string{kind, "null"}
		return form
	}
	return schema{"anyOf": []schema{form, {"type": "null"}}}
}
