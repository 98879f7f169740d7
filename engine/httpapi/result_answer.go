package httpapi

import (
	"net/http"
	"slices"
	"strings"
)

// jsonResult is a result as format=json writes it.
type jsonResult struct {
	QueryID   string       `json:"query_id,omitempty"`
	Columns   []jsonColumn `json:"columns"`
	Rows      [][]any      `json:"rows" about:"values in the order of columns"`
	RowCount  int64        `json:"row_count"`
	Truncated bool         `json:"truncated" about:"there are more rows than were sent"`
	ElapsedMs int64        `json:"elapsed_ms"`
}

// jsonColumn is one column of a result in JSON.
type jsonColumn struct {
	Name     string `json:"name"`
	Type     string `json:"type" about:"of DuckDB"`
	Nullable bool   `json:"nullable"`
	Unit     string `json:"unit,omitempty" about:"such as money, ratio or days; absent where the catalogue has none for the name"`
}

// resultAnswers is a result in any format, with headers of its own.
func resultAnswers(headers ...option) map[int]answer {
	content := map[string]schema{}
	for _, f := range formats {
		media, _, _ := strings.Cut(f.media, ";")
		content[media] = schema{}
	}
	content["application/json"] = schema{"anyOf": []schema{schemaOf[jsonResult](), schemaOf[[]map[string]any]()}}
	return map[int]answer{http.StatusOK: {text: "The rows; as JSON one object for format=json, and an array of objects for format=objects",
		content: content, headers: slices.Clone(headers)}}
}

// revalidated adds 304 to the answers of a path that has an ETag.
func revalidated(answers map[int]answer) map[int]answer {
	answers[http.StatusNotModified] = answer{text: "The client has it"}
	return answers
}
