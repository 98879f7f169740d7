package lexer

import (
	"slices"
	"strings"
)

// Change tells what a statement does that answers with no rows.
type Change struct {
	Done   string // for the user, once it has been done: "inserted", "created table orders"; empty for a statement that answers
	Counts bool   // the number of rows follows Done
}

// counting are the statements that change a number of rows.
var counting = map[string]string{"insert": "inserted", "update": "updated", "delete": "deleted", "copy": "copied", "merge": "merged"}

// acting are the statements that make, change or drop something named.
var acting = map[string]string{"create": "created", "drop": "dropped", "alter": "altered", "attach": "attached", "detach": "detached"}

// silent are the statements that only change a state.
var silent = map[string]string{"begin": "transaction begun", "start": "transaction begun", "commit": "committed", "end": "committed",
	"rollback": "rolled back", "abort": "rolled back", "set": "done", "reset": "done", "use": "done", "checkpoint": "done", "force": "done",
	"vacuum": "done", "analyze": "done", "comment": "done", "load": "done", "install": "done", "prepare": "done", "deallocate": "done",
	"export": "done", "import": "done", "truncate": "truncated"}

// ChangeOf tells what a statement does by its first words.
func ChangeOf(sql string) Change {
	words := Words(sql)
	if len(words) == 0 || slices.Contains(words, "returning") {
		return Change{}
	}
	verb := words[0]
	if verb == "with" || verb == "from" {
		verb = mainVerb(sql)
	}
	if done, ok := counting[verb]; ok {
		return Change{Done: done, Counts: true}
	}
	if done, ok := acting[verb]; ok {
		return Change{Done: strings.TrimSpace(done + " " + objectOf(sql))}
	}
	return Change{Done: silent[verb]}
}

// Words are the words of a statement in small letters, without names in quotes, strings and comments.
func Words(sql string) []string {
	var words []string
	for _, t := range Tokens(sql) {
		if t.Kind == Word {
			words = append(words, strings.ToLower(t.In(sql)))
		}
	}
	return words
}

// mainVerb is the verb behind the WITH of a statement.
func mainVerb(sql string) string {
	depth := 0
	for _, t := range Tokens(sql) {
		switch t.Kind {
		case Open:
			depth++
		case Close:
			depth--
		case Word:
			word := strings.ToLower(t.In(sql))
			if _, ok := counting[word]; ok && depth == 0 && word != "copy" {
				return word
			}
			if word == "select" && depth == 0 {
				return ""
			}
		}
	}
	return ""
}

// objectKinds are the words between the verb and the name that say what a thing is; those before them say how it is made.
var objectKinds = []string{"table", "view", "macro", "function", "schema", "sequence", "type", "index", "secret", "database"}

// objectOf is the kind and the name of what a CREATE, DROP or ALTER names: "table orders".
func objectOf(sql string) string {
	tokens := Tokens(sql)
	kind := ""
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		word := strings.ToLower(t.In(sql))
		switch {
		case t.Kind == Comment:
			continue
		case kind == "":
			if t.Kind == Word && slices.Contains(objectKinds, word) {
				kind = word
			}
			continue
		case t.Kind == Word && slices.Contains([]string{"if", "not", "exists", "table"}, word):
			continue
		case t.Kind != Word && t.Kind != Name:
			return kind
		}
		name := t.In(sql)
		for i+2 < len(tokens) && tokens[i+1].In(sql) == "." {
			name += "." + tokens[i+2].In(sql)
			i += 2
		}
		return kind + " " + name
	}
	return kind
}
