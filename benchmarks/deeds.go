package benchmarks

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow/ipc"

	"github.com/customer-landscape/landscape/engine"
)

// deeds are what a child process can be told to do.
var deeds = map[string]func(context.Context, task) (outcome, error){
	"load":          doLoad,
	"load records":  doLoadRecords,
	"load tables":   doLoadTables,
	"bare load":     doBareLoad,
	"refresh":       doRefresh,
	"business":      doBusiness,
	"views":         doViews,
	"another day":   doAnotherDay,
	"statements":    doStatements,
	"execute":       doExecute,
	"same":          doSame,
	"answer":        doAnswer,
	"export":        doExport,
	"serve":         doServe,
	"clients":       doClients,
	"ask":           doAsk,
	"download":      doDownload,
	"buyers":        doBuyers,
	"fit":           doFit,
	"fit models":    doFitModels,
	"score":         doScore,
	"score by hand": doScoreByHand,
}

// withSession opens the database of a task, creating it when it is missing, and runs fn with a session.
func withSession(ctx context.Context, t task, fn func(e *engine.Engine, s *engine.Session) error) (err error) {
	e, err := engine.Open(ctx, engine.Options{Path: t.Database, Create: true, Threads: t.Threads, MemoryLimit: t.Memory})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	s, err := e.Session(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return fn(e, s)
}

// doLoad loads the files one after the other; each is a step. The database is opened and its SQL objects are made before the clock
// starts, for the peer too.
func doLoad(ctx context.Context, t task) (out outcome, err error) {
	err = withSession(ctx, t, func(e *engine.Engine, s *engine.Session) error {
		for _, file := range t.Files {
			started := time.Now()
			if _, err := e.Load(ctx, engine.LoadOptions{Paths: []string{file}}); err != nil {
				return err
			}
			out.Steps = append(out.Steps, step{Name: file, Seconds: []float64{time.Since(started).Seconds()}})
		}
		return out.total(ctx, s, "invoice_lines")
	})
	return out, err
}

// doLoadRecords loads an Arrow stream as a Go program would that reads it batch by batch.
func doLoadRecords(ctx context.Context, t task) (out outcome, err error) {
	err = withSession(ctx, t, func(e *engine.Engine, s *engine.Session) error {
		started := time.Now()
		f, err := os.Open(t.Files[0])
		if err != nil {
			return err
		}
		defer f.Close()
		records, err := ipc.NewReader(bufio.NewReaderSize(f, 1<<20))
		if err != nil {
			return err
		}
		defer records.Release()
		if _, err := e.LoadRecords(ctx, records, engine.LoadOptions{}); err != nil {
			return err
		}
		out.Steps = []step{{Name: t.Files[0], Seconds: []float64{time.Since(started).Seconds()}}}
		return out.total(ctx, s, "invoice_lines")
	})
	return out, err
}

// doBareLoad loads the first file as bare DuckDB does when it is left to guess everything, into a file of the storage version that the
// task names, and makes the result durable as a load does.
func doBareLoad(ctx context.Context, t task) (out outcome, err error) {
	reader := "read_csv"
	if strings.HasSuffix(t.Files[0], ".parquet") {
		reader = "read_parquet"
	}
	file := t.Database
	t.Database = ":memory:"
	err = withSession(ctx, t, func(e *engine.Engine, s *engine.Session) error {
		if _, err := s.Exec(ctx, "attach "+literal(file)+" as bare (storage_version "+literal(t.Format)+")", nil); err != nil {
			return err
		}
		started := time.Now()
		for _, statement := range []string{"create table bare.peer as from " + reader + "(" + literal(t.Files[0]) + ")", "checkpoint bare"} {
			if _, err := s.Exec(ctx, statement, nil); err != nil {
				return err
			}
		}
		out.Steps = []step{{Name: t.Files[0], Seconds: []float64{time.Since(started).Seconds()}}}
		return out.total(ctx, s, "bare.peer")
	})
	return out, err
}

// total fills in what a table of lines holds.
func (out *outcome) total(ctx context.Context, s *engine.Session, table string) error {
	rows, err := texts(ctx, s, "select count(*) as lines, sum(net_amount::decimal(18, 2))::decimal(38, 2)::varchar as net from "+table)
	if err != nil {
		return err
	}
	out.Net = rows[0][1]
	_, err = fmt.Sscan(rows[0][0], &out.Lines)
	return err
}

func drain(ctx context.Context, s *engine.Session, query string) (rows int64, err error) {
	result, err := s.Query(ctx, query, nil)
	if err != nil {
		return 0, err
	}
	defer result.Release()
	for result.Next() {
		rows += result.Batch().NumRows()
	}
	return rows, result.Err()
}

// texts reads a small result whole.
func texts(ctx context.Context, s *engine.Session, query string) (rows [][]string, err error) {
	result, err := s.Query(ctx, query, nil)
	if err != nil {
		return nil, err
	}
	defer result.Release()
	for result.Next() {
		batch := result.Batch()
		for i := range int(batch.NumRows()) {
			row := make([]string, batch.NumCols())
			for c := range row {
				row[c] = strings.Clone(batch.Column(c).ValueStr(i)) // the text lies in the batch
			}
			rows = append(rows, row)
		}
	}
	return rows, result.Err()
}
