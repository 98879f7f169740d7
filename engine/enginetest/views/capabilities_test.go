package views_test

import (
	"testing"

	. "github.com/customer-landscape/landscape/engine/enginetest"
)

// What a view says it needs is a table whose rows are watched, so that capabilities can tell why the view is empty.
func TestNeedsAreWatched(t *testing.T) {
	t.Parallel()
	s := Session(t, Open(t))
	for _, r := range Query(t, s, `select distinct o.name, n.needed from landscape_base.objects as o, unnest(o.needs) as n (needed)
		where n.needed not in (select f.table_name from landscape_base.filled_inputs as f)`) {
		t.Errorf("%v needs %v, which filled_inputs does not watch", r["name"], r["needed"])
	}
	for _, r := range Query(t, s, `select c.name from catalogue as c where c.kind = 'table' and c.columns[-1].name = 'load_id'
		and c.name not in (select f.table_name from landscape_base.filled_inputs as f)`) {
		t.Errorf("filled_inputs does not watch the input table %v", r["name"])
	}
}
