package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl"
)

// topic is a page of help that belongs to no command.
type topic struct {
	name, short string
	write       func(w io.Writer, root *cobra.Command)
}

var topics = []topic{
	{"exit-codes", "what the exit code of a command says", func(w io.Writer, _ *cobra.Command) { fmt.Fprint(w, exitCodeHelp) }},
	{"formats", "the formats of -o and --out", func(w io.Writer, _ *cobra.Command) { fmt.Fprint(w, formatHelp) }},
	{"environment", "every environment variable", environmentHelp},
	{"settings", "the settings that a query may override", settingsHelp},
}

func (a *app) help() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND | TOPIC]",
		Short: "Tell about a command or a topic",
		Long:  "Tell about a command or a topic.\n\n" + topicList(),
		Args:  cobra.MaximumNArgs(1),
		ValidArgsFunction: func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			var words []string
			for _, c := range cmd.Root().Commands() {
				words = append(words, c.Name()+"\t"+c.Short)
			}
			for _, t := range topics {
				words = append(words, t.name+"\t"+t.short)
			}
			return words, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Root().Help()
			}
			for _, t := range topics {
				if t.name == args[0] {
					t.write(a.stdout, cmd.Root())
					return nil
				}
			}
			for _, c := range cmd.Root().Commands() {
				if c.Name() == args[0] {
					return c.Help()
				}
			}
			var words []string
			for _, t := range topics {
				words = append(words, t.name)
			}
			for _, c := range cmd.Root().Commands() {
				words = append(words, c.Name())
			}
			hint := "landscape help"
			if near := repl.Nearest(args[0], words); near != "" {
				hint += " " + near
			}
			return usageError(hint, "there is no command and no topic %q", args[0])
		},
	}
}

func topicList() string {
	var b strings.Builder
	b.WriteString("Topics:\n")
	for _, t := range topics {
		fmt.Fprintf(&b, "  %-12s %s\n", t.name, t.short)
	}
	return strings.TrimRight(b.String(), "\n")
}

// usage writes what stands below the description of a command: its form, examples, subcommands, and its flags in three groups.
func usage(cmd *cobra.Command) error {
	w := cmd.OutOrStderr()
	fmt.Fprintf(w, "Usage:\n  %s\n", cmd.UseLine())
	if cmd.HasExample() {
		fmt.Fprintf(w, "\nExamples:\n%s\n", cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintln(w, "\nCommands:")
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() || c.Name() == "help" {
				fmt.Fprintf(w, "  %-12s %s\n", c.Name(), c.Short)
			}
		}
		fmt.Fprintf(w, "\n%s\n", topicList())
	}
	own, settings := pflag.NewFlagSet("", pflag.ContinueOnError), false
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if f.Annotations[settingAnnotation] != nil {
			settings = true
		} else if !f.Hidden {
			own.AddFlag(f)
		}
	})
	if own.HasFlags() {
		fmt.Fprintf(w, "\nFlags:\n%s", own.FlagUsages())
	}
	if settings {
		var names []string
		for _, s := range querySettings {
			names = append(names, "--"+strings.ReplaceAll(s.name, "_", "-"))
		}
		fmt.Fprintf(w, "\nSettings for this run (landscape help settings):\n%s\n", wrap(names, 100))
	}
	global := cmd.InheritedFlags()
	if !cmd.HasParent() {
		global = cmd.PersistentFlags()
	}
	if global.HasFlags() {
		fmt.Fprintf(w, "\nFlags of every command:\n%s", global.FlagUsages())
	}
	return nil
}

// wrap puts words on indented lines of at most width columns.
func wrap(words []string, width int) string {
	var b strings.Builder
	line := " "
	for _, word := range words {
		if len(line)+1+len(word) > width {
			b.WriteString(line + "\n")
			line = " "
		}
		line += " " + word
	}
	return b.String() + line
}

const exitCodeHelp = `Exit codes

  0    done; for a query also when there are no rows
  1    the work failed: an error of SQL, a write to a read-only database, a name that is not there, too large, out of time
  2    a mistake on the command line: unknown command or flag, a value or a setting that cannot be; nothing was started
  3    rows that cannot be read, more than --max-rejects, or a check that does not hold
  4    the database is missing, locked by another process, of another program, or cannot be opened
  70   a fault of ours
  130  cancelled by Ctrl-C; what ran was rolled back. A second Ctrl-C leaves at once
  141  the reader of our output went away, as head does; nothing is said
`

const formatHelp = `Formats of -o and --out

  table     for people: fitted to the terminal, numbers grouped, money with two digits; the default on a terminal
  csv       RFC 4180 with a header, UTF-8; NULL is empty, the empty string is ""; the default in a pipe or a file
  tsv       one line a row; \t \n \r \\ inside a value; NULL is empty
  json      one array of objects; a column has one JSON type; decimals are numbers with all their digits; NULL, NaN and inf are null
  ndjson    one object a line
  markdown  a pipe table
  arrow     an Arrow IPC stream with the types of the database
  parquet   one Parquet file, Snappy
  xlsx      one sheet of a workbook, at most 1048575 rows; numbers of more than 15 digits are text

Days and times are ISO 8601, an instant with a zone in UTC; intervals are ISO 8601 durations; blobs are base64; lists, structs and
maps are JSON. Only table cuts or groups anything. --out FILE takes the format from .csv .tsv .json .ndjson .md .arrow .parquet .xlsx
and appears whole or not at all. A result cut short by an error leaves its JSON array open and the exit code says so.
`

func environmentHelp(w io.Writer, root *cobra.Command) {
	fmt.Fprint(w, `Environment

A flag on the command line wins over the environment, and the environment over the default. Every flag has a variable:
LANDSCAPE_ and the flag in capitals, with _ for -. Besides them these are heard:

  NO_COLOR         no colour, when not empty
  CLICOLOR_FORCE   colour even in a pipe, when neither empty nor 0
  TERM=dumb        no colour, no blocks and lines, no redrawn progress
  COLUMNS          width of tables
  LC_ALL, LC_CTYPE, LANG   a locale that is set and not UTF-8 turns lines and blocks into ASCII

`)
	seen := map[string]bool{}
	line := func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" || seen[f.Name] {
			return
		}
		seen[f.Name] = true
		_, text := pflag.UnquoteUsage(f)
		fmt.Fprintf(w, "  %-32s %s\n", envName(f.Name), text)
	}
	root.PersistentFlags().VisitAll(line)
	for _, c := range root.Commands() {
		c.LocalNonPersistentFlags().VisitAll(line)
	}
}

func settingsHelp(w io.Writer, _ *cobra.Command) {
	fmt.Fprint(w, `Settings

A query overrides a setting for itself with a flag, or in SQL with a named argument of the figure or a session variable:

  landscape query shop.duckdb -c "from pareto_rank" --measure profit
  from pareto_rank(measure := 'profit')
  set variable landscape_measure = 'profit'

The database keeps others with "landscape set". A named argument wins over a session variable, that over the database, and that over
the default. "from settings_in_force" shows each value and where it comes from.

`)
	for _, s := range querySettings {
		fmt.Fprintf(w, "  --%-22s %s\n", strings.ReplaceAll(s.name, "_", "-"), strings.ReplaceAll(s.usage, "`", ""))
	}
}
