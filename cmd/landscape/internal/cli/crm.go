package cli

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/customer-landscape/landscape/cmd/landscape/internal/repl"
	"github.com/customer-landscape/landscape/engine"
	"github.com/customer-landscape/landscape/engine/encode"
)

func (a *app) crm() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "crm",
		Short: "Tell a CRM how important each customer is",
		Long: `Tell a CRM how important each customer and prospect is, and only what has changed: "crm export" writes a file for its import, and "crm ack"
notes that the import is done. "from crm_importance" shows the labels, "from crm_delta('zoho')" what a CRM does not know yet, and why.`,
		Example: `  landscape crm export shop.duckdb --target salesforce --out accounts.csv
  landscape crm ack shop.duckdb --target salesforce`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			hint := "landscape crm --help"
			if near := repl.Nearest(args[0], []string{"export", "ack"}); near != "" {
				hint = "landscape crm " + near
			}
			return usageError(hint, "there is no command %q of crm", args[0])
		},
	}
	cmd.AddCommand(a.crmExport(), a.crmAck(), a.listing("exports DB", "List the exports, pending and acknowledged", exportsQuery))
	return cmd
}

const exportsQuery = `select x.export_id, x.target, x.as_of, x.rows, x.exported_at, x.acknowledged_at
from crm_exports as x
order by x.export_id`

func (a *app) crmExport() *cobra.Command {
	var target, out string
	var force bool
	cmd := &cobra.Command{
		Use:   "export DB --target TARGET [--out FILE]",
		Short: "Write what the CRM does not know yet, in the columns of its import",
		Long: `Write the accounts whose importance changed since the last export that the CRM acknowledged, as CSV in the columns that its import of
accounts expects; labels and tiers are custom fields of the same titles there. The file appears whole or not at all, and the export
is pending until "landscape crm ack": before that the next one tells the same again.`,
		Example: `  landscape crm export shop.duckdb --target zoho --out accounts.csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := a.only(cmd, args)
			if err != nil {
				return err
			}
			if err := checkCRM(cmd, target); err != nil {
				return err
			}
			if out != "" && out != "-" {
				if err := checkTarget(out, force); err != nil {
					return err
				}
				if sameFile(out, path) {
					return usageError("", "%s is the database itself", out)
				}
			}
			return a.writeCRM(cmd.Context(), path, target, out)
		},
	}
	crmFlag(cmd, &target)
	cmd.Flags().StringVar(&out, "out", "", "`FILE` to write (default standard output)")
	cmd.Flags().BoolVar(&force, "force", false, "replace the file")
	return cmd
}

// writeCRM writes the file within the transaction that records it, so that an error leaves neither.
func (a *app) writeCRM(ctx context.Context, path, target, out string) error {
	report, stop := a.progress()
	defer stop()
	report("exporting", 0, 0, "")
	var x *engine.CRMExport
	err := a.withEngine(ctx, path, false, func(e *engine.Engine) error {
		var err error
		x, err = e.ExportCRM(ctx, target, func(result *engine.Result) error {
			if out != "" && out != "-" {
				return writeAtomically(out, func(w io.Writer) error { return writeCSV(w, result) })
			}
			var whole bytes.Buffer
			if err := writeCSV(&whole, result); err != nil {
				return err
			}
			_, err := whole.WriteTo(a.stdout)
			return err
		})
		return err
	})
	stop()
	if err != nil {
		return err
	}
	where := ""
	if out != "" && out != "-" {
		where = out + ": "
	}
	a.note("%s%s for %s as of %s, pending", where, plural(x.Rows, "row"), x.Target, x.AsOf)
	a.note("note: when %s has taken them in: landscape crm ack %s --target %s", x.Target, path, x.Target)
	return nil
}

func writeCSV(w io.Writer, result *engine.Result) error {
	_, err := encode.Write(w, encode.CSV, result, encode.Options{})
	return err
}

func (a *app) crmAck() *cobra.Command {
	var target string
	cmd := &cobra.Command{
		Use:     "ack DB --target TARGET",
		Short:   "Note that the CRM has taken in its pending export",
		Long:    `Note that the CRM has taken in its pending export: the next one starts from it, and tiers near a cut are kept as the CRM knows them.`,
		Example: `  landscape crm ack shop.duckdb --target zoho`,
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := a.only(cmd, args)
			if err != nil {
				return err
			}
			if err := checkCRM(cmd, target); err != nil {
				return err
			}
			var x *engine.CRMExport
			err = a.withEngine(cmd.Context(), path, false, func(e *engine.Engine) error {
				var err error
				x, err = e.AckCRM(cmd.Context(), target)
				return err
			})
			if err != nil {
				return err
			}
			a.note("%s knows export %d: %s as of %s", x.Target, x.ExportID, plural(x.Rows, "row"), x.AsOf)
			if a.format == "json" {
				return writeJSON(a.stdout, []*engine.CRMExport{x})
			}
			return nil
		},
	}
	crmFlag(cmd, &target)
	return cmd
}

func crmFlag(cmd *cobra.Command, target *string) {
	cmd.Flags().StringVar(target, "target", "", "the `CRM`: "+strings.Join(engine.CRMTargets(), ", "))
	_ = cmd.RegisterFlagCompletionFunc("target", cobra.FixedCompletions(engine.CRMTargets(), cobra.ShellCompDirectiveNoFileComp)) // the flag exists
}

// checkCRM refuses a target that is missing or unknown before the database is opened.
func checkCRM(cmd *cobra.Command, target string) error {
	if target == "" {
		return usageError(cmd.CommandPath()+" DB --target "+engine.CRMTargets()[0], "which CRM? --target takes %s", strings.Join(engine.CRMTargets(), ", "))
	}
	return oneOf("--target", target, engine.CRMTargets()...)
}
