package queries

import "strings"

// BaseSchema is the schema of everything the refresh computes and of the macros behind the figures.
const BaseSchema = "landscape_base"

// HistorySchema is the schema of the lines and rows that a later load replaced.
const HistorySchema = "landscape_history"

// Kind says what an object becomes in the database.
type Kind string

// The kinds of object. The base kinds live in BaseSchema and are nobody's to edit.
const (
	Table          Kind = "table"            // an input or configuration table; its header is its definition, and the body of the latter, if any, the SELECT of the rows it is shipped with
	BaseTable      Kind = "base_table"       // a table that the engine fills; the body, if any, is the SELECT that fills it
	BaseView       Kind = "base_view"        // a view behind the figures
	BaseMacro      Kind = "base_macro"       // a scalar macro behind the figures
	BaseTableMacro Kind = "base_table_macro" // a table macro behind the figures
	Macro          Kind = "macro"            // a public scalar macro
	TableMacro     Kind = "table_macro"      // a public table macro without a view of the same name
	View           Kind = "view"             // a public view without arguments
	Figure         Kind = "figure"           // a table macro and a view of the same name
	Profile        Kind = "profile"          // a SELECT that yields canonical rows from files of one shape
	Report         Kind = "report"           // a named query that is run, not stored
)

// Object is one SQL file: its header and its body.
type Object struct {
	Path    string // the path inside the folder queries, such as "views/ranking/pareto_rank.sql"
	Name    string
	Kind    Kind
	Schema  string // "main" or BaseSchema; empty for profiles and reports, which are not stored
	Family  string // the last folder of Path: "schema", "base", "macros", "ranking", ...
	Summary string // one sentence
	Grain   string // what one row is; empty for scalar macros
	Sources []string
	Needs   []string // of a view: the input tables without which it has no rows; the view capabilities says which of them are empty
	Key     []string // of a table: the columns by which rows replace each other; nil when the header names none
	Args    []Arg
	Columns []Column
	Checks  []Check // of a table: what every loaded row has to keep
	Returns Column  // type, unit and text of what a scalar macro returns; without a name
	Chart   string  // of a report: the kind of chart and the columns it draws, such as "bar customer_id value"; empty for none
	Example string  // a statement or an expression that a reader can run
	Notes   string
	Kept    []string // of a step or figure: the columns, with " desc" where the greatest comes first, by which its rows are stored for the settings in force; nil where they are not
	Stands  string   // of a base table macro: the macro that it answers for at the settings in force, in place of a twin of its own
	Now     string   // of a figure or view: the relation that gives its rows at the settings in force from what is kept; of the table that holds those of a figure, the macro by which they are read; empty otherwise
	Writer  string   // of a table: what fills it beside loads and refreshes, WriterFit or WriterCRM
	Writers []string // of a base table that holds kept rows: the writers of the tables that these rest on
	Keeps   string   // of a base table that no file of its own defines: the name of the step or figure whose rows it holds
	Filled  string   // of a base table: the SQL that fills it from what is kept; empty where that is the body
	after   []string // what has to come first beside its sources: what stands for them
	Extra   []Entry  // the further header keys of a profile, in file order; the load reads them
	Body    string   // the SQL after the header, without a closing semicolon
}

// Arg is one argument of a macro, figure or report.
type Arg struct {
	Name     string
	Type     string // DuckDB type
	Unit     string
	Default  string // SQL text; empty when Required
	Required bool
	Text     string
}

// Column is one column of a table, view, figure or table macro.
type Column struct {
	Name string
	Type string // DuckDB type
	Unit string
	Text string
}

// NotNull reports whether the column is a key that is never NULL, which makes it NOT NULL in a table.
func (c Column) NotNull() bool { return c.Unit == "key" && strings.HasPrefix(c.Text, "never NULL") }

// Entry is a header key with its value and the indented lines below it.
type Entry struct {
	Key   string
	Value string
	Lines []string
	Line  int // the line of the key in the file, counted from 1
}

// IsTable reports whether the object is stored as a table.
func (o Object) IsTable() bool { return o.Kind == Table || o.Kind == BaseTable }

// IsInput reports whether the object is a table that a load fills: such a table ends with the column load_id and has a twin in
// HistorySchema.
func (o Object) IsInput() bool {
	return o.Kind == Table && len(o.Columns) > 0 && o.Columns[len(o.Columns)-1].Name == "load_id"
}

// IsScalar reports whether the object is a scalar macro.
func (o Object) IsScalar() bool { return o.Kind == Macro || o.Kind == BaseMacro }

// IsRelation reports whether the object can stand in a FROM clause.
func (o Object) IsRelation() bool { return o.Schema != "" && !o.IsScalar() }

// IsPublic reports whether the object belongs in the catalogue.
func (o Object) IsPublic() bool { return o.Schema != BaseSchema }

// QualifiedName is the name as SQL text reaches it: base objects carry their schema.
func (o Object) QualifiedName() string {
	if o.Schema == BaseSchema {
		return BaseSchema + "." + o.Name
	}
	return o.Name
}

type kindRule struct {
	schema  string
	folders []string // the first folder of the path
	grain   bool
	columns bool
	args    bool
	body    bool // a body is required; an input table must not have one
	returns bool // a scalar macro may say what it returns
}

var kindRules = map[Kind]kindRule{
	Table:          {schema: "main", folders: []string{"schema"}, grain: true, columns: true},
	BaseTable:      {schema: BaseSchema, folders: []string{"base"}, grain: true, columns: true},
	BaseView:       {schema: BaseSchema, folders: []string{"base"}, grain: true, columns: true, body: true},
	BaseMacro:      {schema: BaseSchema, folders: []string{"base"}, args: true, body: true, returns: true},
	BaseTableMacro: {schema: BaseSchema, folders: []string{"base"}, grain: true, columns: true, args: true, body: true},
	Macro:          {schema: "main", folders: []string{"macros"}, args: true, body: true, returns: true},
	TableMacro:     {schema: "main", folders: []string{"macros", "views"}, grain: true, columns: true, args: true, body: true},
	View:           {schema: "main", folders: []string{"views"}, grain: true, columns: true, body: true},
	Figure:         {schema: "main", folders: []string{"views"}, grain: true, columns: true, args: true, body: true},
	Profile:        {folders: []string{"profiles"}, body: true},
	Report:         {folders: []string{"reports"}, grain: true, columns: true, args: true, body: true},
}

// Units lists the units that a column or an argument may carry.
func Units() []string {
	return []string{"key", "text", "flag", "count", "rank", "money", "ratio", "number", "quantity", "hours", "days", "weeks",
		"months", "date", "UTC", "list", "map"}
}
