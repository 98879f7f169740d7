package httpapi

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

func setFormat(o *queryOptions, value string) error {
	f, err := formatCalled(value)
	o.format = f
	return err
}

func setWait(o *queryOptions, value string) error {
	if value != "stream" && value != "buffer" {
		return fmt.Errorf("%q is not stream or buffer", value)
	}
	o.buffer = value == "buffer"
	return nil
}

func setZone(o *queryOptions, value string) error {
	if _, err := time.LoadLocation(value); err != nil || value == "" || value == "Local" {
		return fmt.Errorf("%q is not the name of a time zone such as Europe/Paris", value)
	}
	o.tz = value
	return nil
}

func setDelim(o *queryOptions, value string) error {
	if value == "tab" || value == `\t` {
		value = "\t"
	}
	r, size := utf8.DecodeRuneInString(value)
	if size == 0 || size != len(value) || r == utf8.RuneError || r == '"' || r == '\n' || r == '\r' {
		return fmt.Errorf("%q is not one character, or one that csv needs itself", value)
	}
	o.delim = r
	return nil
}

var queryIDPattern = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,64}$`)

func setQueryID(o *queryOptions, value string) error {
	if !queryIDPattern.MatchString(value) {
		return errors.New("it is not 1 to 64 of the signs A-Z, a-z, 0-9, -, _, . and : alone")
	}
	o.queryID = value
	return nil
}

func setCache(o *queryOptions, value string) error {
	if value != "no-store" && value != "revalidate" {
		if n, err := strconv.ParseUint(value, 10, 31); err != nil || strconv.FormatUint(n, 10) != value {
			return fmt.Errorf("%q is not no-store, revalidate or a number of seconds", value)
		}
	}
	o.cache = value
	return nil
}

func setDownload(o *queryOptions, value string) error {
	if value == "" || len(value) > 200 || !utf8.ValidString(value) || strings.ContainsFunc(value, isControl) || strings.ContainsAny(value, `/\`) {
		return errors.New("it is not the name of a file without a folder, of at most 200 bytes")
	}
	o.download = value
	return nil
}
