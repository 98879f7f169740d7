package remote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"

	"github.com/customer-landscape/landscape/engine"
)

// Load sends files to the server, all of them as one extract, and has them loaded there.
func (s *Server) Load(ctx context.Context, opts engine.LoadOptions) (*engine.LoadSummary, error) {
	paths, err := engine.ExpandPaths(opts.Paths)
	if err != nil {
		return nil, err
	}
	query, err := loadQuery(opts)
	if err != nil {
		return nil, err
	}
	var up *upload
	if len(paths) == 1 {
		query.Set("filename", paths[0])
		up, err = oneFile(paths[0], opts)
	} else {
		up, err = archive(paths, opts)
	}
	if err != nil {
		return nil, err
	}
	response, err := s.send(ctx, request{method: http.MethodPost, path: "v1/loads", query: query, body: up, size: up.size,
		header: map[string]string{"Content-Type": up.media, "Expect": "100-continue"}})
	if closing := up.end(); closing != nil {
		err = errors.Join(closing, err) // why the body broke off says more than that it did
	}
	var rejected *engine.RejectedError
	if errors.As(err, &rejected) {
		rejected.Limit = opts.MaxRejects
		return nil, &engine.Error{Kind: engine.KindRejected, Op: "load", Object: extractName(paths), Hint: engine.HintOf(err), Err: rejected,
			Code: engine.CodeRejected}
	}
	if err != nil {
		return nil, err
	}
	return summaryOf(response)
}

// Unload has the server take a load back.
func (s *Server) Unload(ctx context.Context, id int64) (*engine.LoadSummary, error) {
	response, err := s.send(ctx, request{method: http.MethodDelete, path: "v1/loads/" + strconv.FormatInt(id, 10)})
	if err != nil {
		return nil, err
	}
	return summaryOf(response)
}

func summaryOf(response *http.Response) (*engine.LoadSummary, error) {
	defer response.Body.Close()
	summary := &engine.LoadSummary{}
	if err := json.NewDecoder(response.Body).Decode(summary); err != nil {
		return nil, &engine.Error{Kind: engine.KindDatabase, Op: "load", Hint: "`landscape loads` says whether the load counts.",
			Err: fmt.Errorf("the answer of the server broke off: %w", err)}
	}
	return summary, nil
}

// loadQuery is the options as the address of a load has them.
func loadQuery(opts engine.LoadOptions) (url.Values, error) {
	query := url.Values{}
	for name, value := range map[string]string{
		"into": opts.Into, "source": opts.Source, "profile": opts.Profile, "date_order": opts.DateOrder, "decimal": opts.Decimal,
		"format": opts.Format, "delimiter": opts.Delimiter, "encoding": opts.Encoding, "sheet": opts.Sheet, "on_overlap": string(opts.OnOverlap),
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if len(opts.Map) > 0 {
		query["map"] = opts.Map
	}
	if opts.Quote != nil {
		query.Set("quote", *opts.Quote)
	}
	if opts.Header != nil {
		query.Set("header", strconv.FormatBool(*opts.Header))
	}
	if opts.MaxRejects > 0 {
		query.Set("max_rejects", strconv.FormatInt(opts.MaxRejects, 10))
	}
	if opts.DryRun {
		query.Set("dry_run", "1")
	}
	if opts.ProfileFile != "" {
		text, err := os.ReadFile(opts.ProfileFile)
		if err != nil {
			return nil, &engine.Error{Kind: engine.KindNotFound, Op: "load", Object: "profile file " + opts.ProfileFile, Err: err}
		}
		query.Set("profile_text", string(text))
	}
	return query, nil
}

// extractName is how messages call the files of one load.
func extractName(paths []string) string {
	switch len(paths) {
	case 1:
		return paths[0]
	case 2:
		return paths[0] + " and 1 more file"
	default:
		return fmt.Sprintf("%s and %d more files", paths[0], len(paths)-1)
	}
}
