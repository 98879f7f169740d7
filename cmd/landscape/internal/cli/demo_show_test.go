package cli

import "testing"

func TestInvoked(t *testing.T) {
	for called, want := range map[string]string{
		"bin/landscape": "bin/landscape", "./bin/landscape": "./bin/landscape", "landscape": "landscape", "/usr/bin/landscape": "landscape",
	} {
		if got := invoked(called); got != want {
			t.Errorf("%s: got %s, want %s", called, got, want)
		}
	}
}
