package cli_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
)

// TestSoak keeps a server under mixed load for LANDSCAPE_SOAK: clients that read to the end, that read slowly, that go away in the
// middle, and that ask nonsense. Its memory must stay flat, no answer may be wrong, and nothing may be left running.
func TestSoak(t *testing.T) {
	length, err := time.ParseDuration(os.Getenv("LANDSCAPE_SOAK"))
	if err != nil {
		t.Skip("LANDSCAPE_SOAK is no duration; `make soak` sets it")
	}
	s := startSoak(t)
	before := s.goroutines(t)
	ctx, cancel := context.WithTimeout(t.Context(), length)
	defer cancel()
	var clients sync.WaitGroup
	for i, behave := range slices.Repeat([]func(context.Context) error{s.readView, s.readQuery, s.readSlowly, s.goAway, s.askNonsense}, 4) {
		clients.Go(func() {
			for ctx.Err() == nil {
				if err := behave(ctx); err != nil && ctx.Err() == nil {
					t.Errorf("client %d: %v", i, err)
					cancel()
				}
				s.asked.Add(1)
			}
		})
	}
	memory := s.watchMemory(ctx, t)
	clients.Wait()
	third := len(memory) / 3
	if third == 0 {
		t.Fatalf("%v is too short for a soak", length)
	}
	early, late := median(memory[third:2*third]), median(memory[2*third:])
	t.Logf("%d requests in %v; memory %d MB after a tenth of the time, %d MB after half, %d MB at the end; %d MB in the second third, %d MB in the last; %d goroutines before",
		s.asked.Load(), length, memory[len(memory)/10]>>20, memory[len(memory)/2]>>20, memory[len(memory)-1]>>20, early>>20, late>>20, before)
	if late > early+early/5+32<<20 {
		t.Errorf("memory grew from %d MB to %d MB", early>>20, late>>20)
	}
	s.client.CloseIdleConnections()
	for i := 0; ; i++ {
		after := s.goroutines(t)
		if after <= before+5 {
			break
		}
		if i == 100 {
			t.Fatalf("%d goroutines before the load, %d after it", before, after)
		}
		time.Sleep(100 * time.Millisecond)
	}
	s.stop(t)
}

// soak is a server in a process of its own, and what its clients know of it.
type soak struct {
	url    string
	view   string // what the view answers to the end
	pid    int
	cmd    *exec.Cmd
	client *http.Client
	asked  atomic.Int64
}

func startSoak(t *testing.T) *soak {
	dir := t.TempDir()
	ledger, err := ledgergen.New(ledgergen.Config{Lines: 50_000, Customers: 1_000, Products: 200})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.WriteFiles(dir); err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(dir, "shop.duckdb")
	must(t, "load", db, filepath.Join(dir, "invoice_lines.csv"), "--quiet")
	cmd := exec.CommandContext(t.Context(), binary, "serve", db, "--listen", "127.0.0.1:0")
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir}
	lines, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout = cmd.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	address := make(chan string, 1)
	go func() {
		scanner := bufio.NewScanner(lines)
		for scanner.Scan() {
			if found := listening.FindString(scanner.Text()); found != "" && len(address) == 0 {
				address <- found
			}
		}
	}()
	s := &soak{pid: cmd.Process.Pid, cmd: cmd, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}}}
	select {
	case s.url = <-address:
	case <-time.After(time.Minute):
		t.Fatal("the server says nowhere where it listens")
	}
	if s.view, err = s.get(t.Context(), soakView); err != nil {
		t.Fatal(err)
	}
	return s
}

var listening = regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`)

const soakView = "/v1/views/pareto_rank.csv?order=rank,customer_id&limit=100"

func (s *soak) stop(t *testing.T) {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

func (s *soak) open(ctx context.Context, path string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, nil)
	if err != nil {
		return nil, err
	}
	return s.client.Do(request)
}

func (s *soak) get(ctx context.Context, path string) (string, error) {
	answer, err := s.open(ctx, path)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s\n%s", path, answer.Status, body)
	}
	return string(body), err
}

func (s *soak) readView(ctx context.Context) error {
	body, err := s.get(ctx, soakView)
	if err == nil && body != s.view {
		err = errors.New("the view changed under the reader")
	}
	return err
}

func stream(rows int) string {
	return "/v1/query.csv?q=" + url.QueryEscape(fmt.Sprintf("select i, i * 2 as twice, 'a text' as t from range(%d) as t(i)", rows))
}

func (s *soak) readQuery(ctx context.Context) error {
	const rows = 200_000
	body, err := s.get(ctx, stream(rows))
	if lines := strings.Count(body, "\n"); err == nil && lines != rows+1 {
		err = fmt.Errorf("%d lines, want %d", lines, rows+1)
	}
	return err
}

// readSlowly takes a long answer in sips for a second, and leaves.
func (s *soak) readSlowly(ctx context.Context) error {
	answer, err := s.open(ctx, stream(50_000_000))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	sip := make([]byte, 4<<10)
	for range 10 {
		if _, err := io.ReadFull(answer.Body, sip); err != nil {
			return err
		}
		time.Sleep(100 * time.Millisecond)
	}
	return nil
}

// goAway drops its connection in the middle of an answer.
func (s *soak) goAway(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	answer, err := s.open(ctx, stream(50_000_000))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.ReadFull(answer.Body, make([]byte, 256<<10))
	return err
}

func (s *soak) askNonsense(ctx context.Context) error {
	answer, err := s.open(ctx, "/v1/query?q="+url.QueryEscape("select nothing from nowhere"))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusBadRequest {
		return fmt.Errorf("nonsense was answered %s", answer.Status)
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}

// watchMemory returns the resident bytes of the server, four times a second until the context ends.
func (s *soak) watchMemory(ctx context.Context, t *testing.T) (bytes []int64) {
	for ctx.Err() == nil {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.pid))
		if err != nil {
			t.Errorf("the server is gone: %v", err)
			return bytes
		}
		if m := resident.FindSubmatch(status); m != nil {
			kilobytes, _ := strconv.ParseInt(string(m[1]), 10, 64)
			bytes = append(bytes, kilobytes<<10)
		}
		select {
		case <-ctx.Done():
		case <-time.After(250 * time.Millisecond):
		}
	}
	return bytes
}

var resident = regexp.MustCompile(`(?m)^VmRSS:\s+(\d+) kB`)

func (s *soak) goroutines(t *testing.T) int {
	t.Helper()
	text, err := s.get(context.Background(), "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	m := goroutines.FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("the metrics name no goroutines:\n%s", text)
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

var goroutines = regexp.MustCompile(`(?m)^go_goroutines (\d+)$`)

func median(values []int64) int64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
