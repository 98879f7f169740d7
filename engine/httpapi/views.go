package httpapi

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/customer-landscape/landscape/engine"
)

func (s *Server) viewRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/v1/views", needs: read, serve: (*call).listViews,
			summary: "The views that can be asked without SQL, with their arguments and columns, and the settings that every view takes.",
			doc: operation{options: []option{{name: "family", text: "only views about this subject, such as tiers; may be repeated"},
				{name: "name", text: "only the view of this name; may be repeated"}}, answers: tagged[viewsListed]("The views of the catalogue by name")}},
		{method: http.MethodGet, path: "/v1/views/{name}", needs: read, serve: (*call).getView,
			summary: "The rows of one view, filtered and ordered by its columns, as of a day and with settings of your own.",
			doc:     operation{options: viewParameters(), answers: revalidated(resultAnswers(resultHeaders()...))}},
	}
}

// viewsListed is the answer of /v1/views.
type viewsListed struct {
	Views    []view        `json:"views"`
	Settings []viewSetting `json:"settings" about:"may be given with any view, as NAME=value, or set.NAME=value where an argument or a column has the name"`
	Filters  []filterTold  `json:"filters" about:"what may follow the name of a column"`
}

// filterTold is one way to filter by a column.
type filterTold struct {
	Operator string `json:"operator"`
	Keeps    string `json:"keeps"`
}

// viewParameters are the options of a view: those of a query, those of views, and names that differ from view to view.
func viewParameters() []option {
	named := option{name: "name", in: "path", text: "the name of a view of /v1/views, with the format behind it as in landscape.csv"}
	return slices.Concat([]option{named}, describedOptions(), viewOptions, []option{
		{name: "names", free: true, text: "an argument, a column to filter by (NAME, or NAME." + strings.Join(filterNames()[1:], ", .") +
			") or a setting of the landscape such as as_of or measure; arg.NAME, col.NAME and set.NAME where a name stands for several"}})
}

func filterNames() []string {
	names := make([]string, len(filterOps))
	for i, o := range filterOps {
		names[i] = o.name
	}
	return names
}

func (c *call) listViews() error {
	book, err := c.s.views.read(c.r.Context(), c.s.engine)
	if err != nil {
		return err
	}
	asked, err := c.parameters()
	if err != nil {
		return err
	}
	for name := range asked {
		if name != "family" && name != "name" && name != keyParameter {
			return unknown(badRequest, "option of /v1/views", name, []string{"family", "name"})
		}
	}
	answer := viewsListed{Views: []view{}, Settings: book.settings}
	for _, v := range book.views {
		if c.who.mayRead(v.Name) && among(asked["family"], v.Family) && among(asked["name"], v.Name) {
			answer.Views = append(answer.Views, v)
		}
	}
	for _, o := range filterOps {
		answer.Filters = append(answer.Filters, filterTold{Operator: o.name, Keeps: o.text})
	}
	return c.sendTagged(answer)
}

// among reports whether a value is one of those wanted; none wanted is any.
func among(wanted []string, value string) bool {
	return len(wanted) == 0 || slices.Contains(wanted, value)
}

func (c *call) getView() error {
	name, ending, err := splitEnding(c.r.PathValue("name"))
	if err != nil {
		return err
	}
	book, err := c.s.views.read(c.r.Context(), c.s.engine)
	if err != nil {
		return err
	}
	v, err := book.find(name, c.who)
	if err != nil {
		return err
	}
	values, err := c.parameters()
	if err != nil {
		return err
	}
	q, err := book.ask(v, values)
	if err != nil {
		return err
	}
	c.extension = ending
	return c.stream(q)
}

// splitEnding splits the last part of a path into a name and the format behind its last dot, empty without one.
func splitEnding(part string) (string, format, error) {
	at := strings.LastIndexByte(part, '.')
	if at < 0 {
		return part, "", nil
	}
	f, err := formatCalled(part[at+1:])
	return part[:at], f, err
}

// mayRead reports whether a key may read a table or view.
func (p principal) mayRead(name string) bool {
	return p.tables == nil || slices.ContainsFunc(p.tables, func(t string) bool { return strings.EqualFold(t, name) })
}

// viewShelf keeps what the catalogue says, once it was read.
type viewShelf struct {
	mu   sync.Mutex
	book *viewBook
}

func (s *viewShelf) read(ctx context.Context, e *engine.Engine) (*viewBook, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.book != nil {
		return s.book, nil
	}
	book, err := readViewBook(ctx, e)
	if err == nil {
		s.book = book
	}
	return book, err
}
