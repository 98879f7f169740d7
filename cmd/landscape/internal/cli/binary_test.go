package cli_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// binary is the program under test, built once, and shared a database without lines that tests only read.
var binary, shared string

func TestMain(m *testing.M) {
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "landscape-cli")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "landscape")
	build := exec.Command("go", "build", "-tags", "duckdb_arrow", "-o", binary, "github.com/customer-landscape/landscape/cmd/landscape")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%s%v\n", out, err)
		return 1
	}
	shared = filepath.Join(dir, "shared.duckdb")
	if out, err := exec.Command(binary, "query", shared, "--create", "-c", "select 1").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%s%v\n", out, err)
		return 1
	}
	return m.Run()
}

// outcome is what one run of the binary left.
type outcome struct {
	stdout, stderr string
	code           int
}

// command prepares a run in an environment without variables of ours but LANDSCAPE_DB: a database that exists opens faster than one in
// memory is made. Another value of it in env wins.
func command(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TMPDIR=" + os.TempDir(), "LANDSCAPE_DB=" + shared}, env...)
	return cmd
}

func run(t *testing.T, args ...string) outcome { return runWith(t, nil, "", args...) }

func runWith(t *testing.T, env []string, stdin string, args ...string) outcome {
	t.Helper()
	cmd := command(t, env, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// must runs the binary, wants exit code 0 and returns standard output.
func must(t *testing.T, args ...string) string {
	t.Helper()
	o := run(t, args...)
	if o.code != 0 {
		t.Fatalf("landscape %s: exit %d\n%s", strings.Join(args, " "), o.code, o.stderr)
	}
	return o.stdout
}

// empty returns a new database without lines, a copy of shared.
func empty(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "shop.duckdb")
	all, err := os.ReadFile(shared)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, all, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// file writes a file for one test and returns its path.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
