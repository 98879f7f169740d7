package engine

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// refreshSettings are the settings that are stored with the base tables. Empty means unset.
type refreshSettings struct {
	BaseCurrency string `json:"base_currency"`
	FxMaxAgeDays int    `json:"fx_max_age_days"`
	FxMissing    string `json:"fx_missing"`
	FxMode       string `json:"fx_mode"`
	KnownAt      string `json:"known_at"`

	asOf string // the row as_of, which dates the rates of fx_mode 'constant'
}

// text is the form in which ledger_state keeps them.
func (s refreshSettings) text() (string, error) {
	text, err := json.Marshal(s)
	return string(text), err
}

// readRefreshSettings reads the rows of settings and checks them: a row may have been edited by hand.
func (e *Engine) readRefreshSettings(ctx context.Context, conn *sql.Conn) (refreshSettings, error) {
	s := refreshSettings{FxMaxAgeDays: 31, FxMissing: "error", FxMode: "transaction"}
	err := e.query(ctx, conn, "SELECT name, value FROM main.settings WHERE value IS NOT NULL", nil, func(scan func(...any) error) error {
		var name, value string
		if err := scan(&name, &value); err != nil {
			return err
		}
		return s.apply(name, strings.TrimSpace(value))
	})
	return s, err
}

func (s *refreshSettings) apply(name, value string) (err error) {
	switch name {
	case "base_currency":
		s.BaseCurrency = value
	case "fx_max_age_days":
		s.FxMaxAgeDays, err = strconv.Atoi(value)
		if err != nil || s.FxMaxAgeDays < 0 {
			return settingError(name, value, "a whole number of days, 0 or more")
		}
	case "fx_missing":
		if s.FxMissing = value; !slices.Contains([]string{"error", "exclude"}, value) {
			return settingError(name, value, "error or exclude")
		}
	case "fx_mode":
		if s.FxMode = value; !slices.Contains([]string{"transaction", "constant"}, value) {
			return settingError(name, value, "transaction or constant")
		}
	case "known_at":
		if s.KnownAt, err = instant(value); err != nil {
			return settingError(name, value, "an instant such as 2025-12-31 23:59:59")
		}
	case "as_of":
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			return settingError(name, value, "a date such as 2025-12-31")
		}
		s.asOf = value
	}
	return nil
}

// instant writes an instant in one form. A day means its first moment.
func instant(value string) (string, error) {
	for _, layout := range []string{time.DateTime + ".999999", time.DateOnly, "2006-01-02T15:04:05.999999", time.RFC3339Nano} {
		if t, err := time.Parse(layout, value); err == nil {
			return t.UTC().Format(time.DateTime + ".999999"), nil
		}
	}
	return "", errors.New("not an instant")
}

func settingError(name, value, allowed string) error {
	return &Error{Kind: KindInvalid, Op: "setting", Object: name, Err: fmt.Errorf("%q is not %s", value, allowed),
		Hint: "Correct it with `landscape set DB " + name + " VALUE`."}
}

// baseCurrency decides what amounts are converted into. The ledger's only currency needs no setting.
func (s refreshSettings) baseCurrency(currencies []string) (string, error) {
	switch {
	case s.BaseCurrency != "":
		return s.BaseCurrency, nil
	case len(currencies) == 0:
		return "", nil
	case len(currencies) == 1:
		return currencies[0], nil
	}
	return "", &Error{Kind: KindInvalid, Op: "refresh", Object: "base_currency",
		Err:  fmt.Errorf("the ledger has several currencies (%s), and no setting says which one figures are in", someOf(currencies)),
		Hint: "Choose one with `landscape set DB base_currency " + currencies[0] + "`, and load the rates of the others into fx_rates."}
}

// someOf lists up to ten names.
func someOf(names []string) string {
	const most = 10
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
