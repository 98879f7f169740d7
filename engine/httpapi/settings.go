package httpapi

import (
	"context"
	"strings"

	"github.com/customer-landscape/landscape/engine"
)

// settingNames lists the settings that a request may have for itself. They belong to the program, not to the ledger, and are asked for
// once.
func (s *Server) settingNames(ctx context.Context) ([]string, error) {
	s.settings.Lock()
	defer s.settings.Unlock()
	if s.settings.names != nil {
		return s.settings.names, nil
	}
	session, err := s.engine.ReadOnlySession(ctx)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	names, err := firstColumn(ctx, session, "select d.name from landscape_base.setting_defaults as d where d.applies = 'query' order by d.name")
	if err == nil {
		s.settings.names = names
	}
	return names, err
}

// firstColumn reads the texts of the first column of a result.
func firstColumn(ctx context.Context, session *engine.Session, query string) ([]string, error) {
	result, err := session.Query(ctx, query, nil)
	if err != nil {
		return nil, err
	}
	defer result.Release()
	var values []string
	for result.Next() {
		batch := result.Batch()
		for i := range int(batch.NumRows()) {
			values = append(values, strings.Clone(batch.Column(0).ValueStr(i))) // the batch owns the text
		}
	}
	return values, result.Err()
}
