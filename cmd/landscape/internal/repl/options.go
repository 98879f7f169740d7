package repl

// options are what the dot commands change. The zero value is not usable; see defaultOptions.
type options struct {
	mode        string // one of modes
	insertTable string // the table that the mode insert names
	rows        int    // rows that a table shows, half from each end; 0 shows all
	fetch       int64  // rows of a result that are kept
	width       int    // columns of the terminal; 0 asks the terminal
	nullValue   string // how tables show NULL; empty is NULL, a blank nothing
	numbers     string // auto, plain or compact
	decimalSep  string // the mark before the fraction of a number in a table; empty is a point
	thousandSep string // the mark between thousands; empty is a comma
	spark       bool   // lists of numbers as sparklines
	percent     bool   // ratios as percentages
	pager       string // on, off or a command; empty decides by what fits
	timer       string // on, off or full
	color       string // auto, on, off, dark or light
	confirm     bool   // ask before what destroys
	verbose     bool   // whole error texts
	bail        bool   // stop at the first error; always so when nobody types
	safe        bool   // no writes, files or shell; never taken back
	prompt      string // the template of .prompt; empty is the default
	completion  string // tab, live or off
	notify      bool   // tell in the terminal's title that a long statement is done
}

func defaultOptions() *options {
	return &options{mode: "table", insertTable: "result", rows: 40, fetch: 10_000, numbers: "auto", timer: "on", color: "auto",
		confirm: true, completion: "tab"}
}
