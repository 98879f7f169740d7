package repl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// option is one thing that a dot command of the same name sets. Without an argument the command says what holds.
type option struct {
	name, args, group, summary string
	aliases                    []string
	words                      []string // the values, where there are few
	get                        func(o *options) string
	set                        func(o *options, value string) error
}

// optionTable is every option, in the order of the help; .config save writes those that differ from the default.
var optionTable = []option{
	{name: "mode", args: "MODE", group: groupLook, summary: "how results are written (.help formats)", aliases: []string{`\pset`}, words: modeNames(),
		get: func(o *options) string {
			if o.mode == "insert" {
				return "insert " + o.insertTable
			}
			return o.mode
		},
		set: setMode},
	whole("rows", "N|all", groupLook, "rows that a table shows, half from each end", "all", func(o *options) *int { return &o.rows }),
	{name: "fetch", args: "N", group: groupLook, summary: "rows of a result that are kept for .last, .chart and _",
		get: func(o *options) string { return strconv.FormatInt(o.fetch, 10) },
		set: func(o *options, value string) error {
			n, err := strconv.ParseInt(strings.ReplaceAll(value, ",", ""), 10, 64)
			if err != nil || n < 1 {
				return usage(".fetch 10000", "%s is not a number of rows above 0", value)
			}
			o.fetch = n
			return nil
		}},
	whole("width", "N|auto", groupLook, "columns that a table may take", "auto", func(o *options) *int { return &o.width }),
	optionText("nullvalue", "TEXT", groupLook, "what stands for NULL in tables", "NULL", func(o *options) *string { return &o.nullValue }),
	optionWords("numbers", groupLook, "thousands set apart, every digit, or short as in 1.23M", func(o *options) *string { return &o.numbers }, "auto", "plain", "compact"),
	optionText("decimal_sep", "TEXT", groupLook, "the mark before the fraction of a number in a table", ".", func(o *options) *string { return &o.decimalSep }),
	optionText("thousand_sep", "TEXT", groupLook, "the mark between thousands", ",", func(o *options) *string { return &o.thousandSep }),
	onOff("spark", groupLook, "lists of numbers as sparklines", func(o *options) *bool { return &o.spark }),
	onOff("percent", groupLook, "ratios as percentages", func(o *options) *bool { return &o.percent }),
	optionText("pager", "on|off|auto|CMD", groupLook, "where .last, .rows all and .mode wide go when they do not fit", "auto", func(o *options) *string { return &o.pager }),
	optionWords("color", groupLook, "colours", func(o *options) *string { return &o.color }, "auto", "on", "off", "dark", "light"),
	withAlias(optionWords("timer", groupSession, "seconds behind each result; full says when the first row came", func(o *options) *string { return &o.timer }, "on", "off", "full"), `\timing`),
	onOff("notify", groupSession, "say in the terminal's title when a long statement is done", func(o *options) *bool { return &o.notify }),
	onOff("confirm", groupSession, "ask before DROP, TRUNCATE, and DELETE or UPDATE without WHERE", func(o *options) *bool { return &o.confirm }),
	onOff("verbose", groupSession, "whole texts of errors", func(o *options) *bool { return &o.verbose }),
	onOff("bail", groupSession, "leave at the first error", func(o *options) *bool { return &o.bail }),
	optionText("prompt", "TEXT", groupSession, "the prompt, with {db} {schema} {tx} {time} {elapsed} {rows}", "default", func(o *options) *string { return &o.prompt }),
	optionWords("complete", groupSession, "offer what could follow: at Tab, as you type, or never", func(o *options) *string { return &o.completion }, "tab", "live", "off"),
}

// optionCommands makes the commands of a group out of the table.
func optionCommands(group string) []command {
	var made []command
	for _, o := range optionTable {
		if o.group != group {
			continue
		}
		c := command{name: o.name, args: "[" + o.args + "]", group: o.group, summary: o.summary, aliases: o.aliases, examples: []string{"." + o.name},
			run: o.run}
		if len(o.words) > 0 {
			c.examples = append(c.examples, "."+o.name+" "+o.words[0])
			c.complete = completeWords(o.words...)
		}
		made = append(made, c)
	}
	return made
}

func (o option) run(_ context.Context, s *shell, args string) error {
	if args == "" {
		fmt.Fprintln(s.out, o.get(s.settings))
		return nil
	}
	if err := o.set(s.settings, unquote(args)); err != nil {
		return err
	}
	s.term.Style = s.styled(s.opts.Style(s.opts.Stdout))
	return nil
}

func completeWords(words ...string) func(*shell, string) []candidate {
	return func(_ *shell, word string) []candidate {
		var found []candidate
		for _, w := range words {
			if strings.HasPrefix(w, strings.ToLower(word)) {
				found = append(found, candidate{text: w, kind: "value"})
			}
		}
		return found
	}
}

func setMode(o *options, value string) error {
	name, table, _ := strings.Cut(value, " ")
	m, err := modeOf(strings.ToLower(name))
	if err != nil {
		return err
	}
	o.mode = m.name
	if table = strings.TrimSpace(table); m.name == "insert" && table != "" {
		o.insertTable = table
	}
	return nil
}

func withAlias(o option, alias string) option {
	o.aliases = append(o.aliases, alias)
	return o
}

func optionText(name, args, group, summary, none string, field func(*options) *string) option {
	return option{name: name, args: args, group: group, summary: summary,
		get: func(o *options) string {
			if *field(o) == "" {
				return none
			}
			return *field(o)
		},
		set: func(o *options, value string) error {
			switch {
			case value == none:
				value = ""
			case value == "" && name == "nullvalue":
				value = " "
			}
			*field(o) = value
			return nil
		}}
}

func optionWords(name, group, summary string, field func(*options) *string, allowed ...string) option {
	return option{name: name, args: strings.Join(allowed, "|"), group: group, summary: summary, words: allowed,
		get: func(o *options) string { return *field(o) },
		set: func(o *options, value string) error {
			value = strings.ToLower(value)
			if !slices.Contains(allowed, value) {
				return usage("."+name+" "+strings.Join(allowed, "|"), "%s is not a value of .%s", value, name)
			}
			*field(o) = value
			return nil
		}}
}

func onOff(name, group, summary string, field func(*options) *bool) option {
	return option{name: name, args: "on|off", group: group, summary: summary, words: []string{"on", "off"},
		get: func(o *options) string {
			if *field(o) {
				return "on"
			}
			return "off"
		},
		set: func(o *options, value string) error {
			on, err := parseOnOff(value)
			if err != nil {
				return usage("."+name+" on|off", "%s is neither on nor off", value)
			}
			*field(o) = on
			return nil
		}}
}

var errNeither = errors.New("neither on nor off")

func parseOnOff(value string) (bool, error) {
	switch strings.ToLower(value) {
	case "on", "true", "yes", "1":
		return true, nil
	case "off", "false", "no", "0":
		return false, nil
	}
	return false, errNeither
}

// whole is an option that is a whole number; the word stands for 0.
func whole(name, args, group, summary, word string, field func(*options) *int) option {
	return option{name: name, args: args, group: group, summary: summary,
		get: func(o *options) string {
			if *field(o) == 0 {
				return word
			}
			return strconv.Itoa(*field(o))
		},
		set: func(o *options, value string) error {
			n, err := strconv.Atoi(strings.ReplaceAll(value, ",", ""))
			switch {
			case strings.EqualFold(value, word):
				n = 0
			case err != nil || n < 1:
				return usage("."+name+" "+args, "%s is neither a number above 0 nor %s", value, word)
			}
			*field(o) = n
			return nil
		}}
}
