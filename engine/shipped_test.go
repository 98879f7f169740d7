package engine

import (
	"testing"
)

// The rows that a table is shipped with come once: what a user does to them outlives every later version.
func TestShippedRows(t *testing.T) {
	if testing.Short() {
		t.Skip("long: make test-all runs it")
	}
	const summary = `select coalesce(string_agg(r.text, ', ' order by r.text), 'nothing') from (
		select coalesce(tier, '-') || ' ' || channel_class || ' ' || coalesce(target_days, -1) as text
		from touch_policy where coalesce(status, 'existing') = 'existing') as r`
	const shipped = "A personal 30, AAA personal 30, B personal 60, C automated -1, C bulk -1, C personal -1"
	for _, c := range []struct{ name, statements, want string }{
		{"untouched", "select 1", shipped},
		{"changed", "update touch_policy set target_days = 14 where tier = 'A' and status = 'existing'; delete from touch_policy where tier = 'AAA'",
			"A personal 14, B personal 60, C automated -1, C bulk -1, C personal -1"},
		{"emptied", "delete from touch_policy", "nothing"},
		{"older version", "delete from touch_policy; drop table landscape_base.shipped", shipped},
		{"own rows in an older version", "delete from touch_policy; insert into touch_policy (tier, channel_class, target_days) values ('Z', 'bulk', 7); drop table landscape_base.shipped",
			"Z bulk 7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, err := reopen(t, openEmpty(t), c.statements)
			if err != nil {
				t.Fatal(err)
			}
			defer e.Close()
			if got := texts(t, e, summary); got[0] != c.want {
				t.Errorf("got %s, want %s", got[0], c.want)
			}
		})
	}
}
