package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/engine"
)

func (s *Server) loadRoutes() []route {
	anyUpload := map[string]schema{}
	for _, media := range uploadTypes {
		anyUpload[media] = schema{}
	}
	summary := map[string]schema{"application/json": {"anyOf": []schema{schemaOf[engine.LoadSummary](), schemaOf[engine.LoadPlan]()}}}
	return []route{
		{method: http.MethodPost, path: "/v1/loads", needs: write, serve: (*call).postLoad,
			summary: "Load a file, or a tar archive of the files of one extract, into an input table. It holds as a whole or not at all, and the same content is not loaded twice.",
			doc: operation{options: describedLoad(), body: anyUpload, answers: map[int]answer{
				200: {text: "What the load would do, how the files would be read, or the earlier load that brought the same", content: summary},
				201: {text: "What the load did", content: summary,
					headers: []option{{name: "Location", text: "where the load is listed"}}},
			}}},
		{method: http.MethodGet, path: "/v1/loads", needs: read, summary: "List the loads with their control totals, those that were taken back too.",
			serve: (*call).getLoads, doc: operation{answers: answered[loadList]("The loads in their order")}},
		{method: http.MethodGet, path: "/v1/loads/{id}", needs: read, summary: "One load with its control totals.", serve: (*call).getLoad,
			doc: operation{options: []option{loadID}, answers: answered[engine.LoadInfo]("The load")}},
		{method: http.MethodDelete, path: "/v1/loads/{id}", needs: write, summary: "Take a load back, as if it had never been.",
			serve: (*call).deleteLoad, doc: operation{options: []option{loadID}, answers: answered[engine.LoadSummary]("What was taken back")}},
	}
}

var loadID = option{name: "id", in: "path", text: "number of the load", form: wholeForm(1)}

// loadList is what GET /v1/loads answers.
type loadList struct {
	Loads []engine.LoadInfo `json:"loads"`
}

func (c *call) postLoad() error {
	values, err := c.parameters()
	if err != nil {
		return err
	}
	r, err := parseLoad(values, c.r.Header)
	if err != nil {
		return err
	}
	select {
	case c.s.uploads <- struct{}{}:
		defer func() { <-c.s.uploads }()
	default:
		return fault(overloaded, "as many uploads are under way as may").hinted("Try again when one of them has ended.")
	}
	folder, err := c.s.spool.Folder(uploadKind, c.s.opts.Capacity.MaxUpload)
	if err != nil {
		return err
	}
	defer c.s.discard(folder)
	if err := c.receive(&r, folder); err != nil {
		return err
	}
	r.opts.TempDir = folder.Path("")
	err = c.load(r)
	var known *engine.Error
	if errors.As(err, &known) { // where the upload lay says nothing to the client
		known.Object = strings.ReplaceAll(known.Object, folder.Path("")+string(filepath.Separator), "")
	}
	return err
}

// load loads what was received, and answers.
func (c *call) load(r loadRequest) error {
	if r.explain {
		plan, err := c.s.engine.ExplainLoad(c.r.Context(), r.opts)
		if err != nil {
			return loadProblem(err)
		}
		return c.sendJSON(plan)
	}
	ctx, done, err := c.writing(r.wait, "load of "+strings.Join(r.opts.Names, ", "))
	if err != nil {
		return err
	}
	defer done()
	summary, err := c.s.engine.Load(ctx, r.opts)
	if err != nil {
		return loadProblem(whyEnded(ctx, err))
	}
	if summary.Already == 0 && !summary.DryRun {
		c.w.Header().Set("Location", fmt.Sprintf("/v1/loads/%d", summary.LoadID))
		return c.sendJSONAs(http.StatusCreated, summary)
	}
	return c.sendJSON(summary)
}

// writing takes the turn of this request among those that write, and registers it among what runs, so that it can be cancelled. A
// negative wait is as long as the client waits.
func (c *call) writing(wait time.Duration, what string) (ctx context.Context, done func(), err error) {
	c.id = newID()
	c.w.Header().Set("X-Query-Id", c.id)
	ctx, cancel := context.WithCancelCause(c.r.Context())
	live := &liveQuery{id: c.id, who: c.who, sql: what, started: time.Now(), cancel: cancel}
	if err := c.s.live.add(live); err != nil {
		return nil, nil, err
	}
	c.wrote = c.s.begin(c.id, c.who, "", what)
	leave := func() {
		c.s.live.remove(live, whyEnded(ctx, ctx.Err()))
		cancel(nil)
	}
	var late <-chan time.Time
	if wait >= 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		late = timer.C
	}
	select {
	case c.s.writer <- struct{}{}:
		live.admit(time.Since(live.started))
		return ctx, func() { <-c.s.writer; leave() }, nil
	case <-late:
		leave()
		return nil, nil, fault(queueTimeout, "another load or change is still running").hinted("Try again, or wait longer with queue_ms.")
	case <-ctx.Done():
		err := whyEnded(ctx, ctx.Err())
		leave()
		return nil, nil, err
	}
}

// loadProblem adds to an error what could not be read.
func loadProblem(err error) error {
	var rejected *engine.RejectedError
	if !errors.As(err, &rejected) {
		return err
	}
	p := *problemOf(err)
	p.Rejected, p.Rejects = rejected.Rejected, rejected.Rejects
	return &p
}

func (c *call) getLoads() error {
	loads, err := c.listed()
	if err != nil {
		return err
	}
	return c.sendJSON(loadList{Loads: append([]engine.LoadInfo{}, loads...)})
}

// listed are the loads, for a caller who may read their table.
func (c *call) listed() ([]engine.LoadInfo, error) {
	if t := c.who.tables; t != nil && !slices.ContainsFunc(t, func(name string) bool { return strings.EqualFold(name, "loads") }) {
		return nil, fault(forbiddenTable, "the key may not read the table loads").hinted("Use a key whose tables name it.")
	}
	return c.s.engine.Loads(c.r.Context())
}

func (c *call) getLoad() error {
	id, err := c.loadNumber()
	if err != nil {
		return err
	}
	loads, err := c.listed()
	if err != nil {
		return err
	}
	at := slices.IndexFunc(loads, func(l engine.LoadInfo) bool { return l.LoadID == id })
	if at < 0 {
		return fault(notFound, fmt.Sprintf("there is no load %d", id))
	}
	return c.sendJSON(loads[at])
}

func (c *call) deleteLoad() error {
	id, err := c.loadNumber()
	if err != nil {
		return err
	}
	ctx, done, err := c.writing(-1, fmt.Sprintf("unload of %d", id))
	if err != nil {
		return err
	}
	defer done()
	summary, err := c.s.engine.Unload(ctx, id)
	if err != nil {
		return whyEnded(ctx, err)
	}
	return c.sendJSON(summary)
}

func (c *call) loadNumber() (int64, error) {
	id, err := strconv.ParseInt(c.r.PathValue("id"), 10, 64)
	if err != nil {
		return 0, fault(notFound, fmt.Sprintf("%q is not the number of a load", c.r.PathValue("id")))
	}
	return id, nil
}
