package benchmarks

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/customer-landscape/landscape/benchmarks/ledgergen"
)

// Report is one case at one scale with everything needed to read its figures later.
type Report struct {
	Case     string             `json:"case"`
	Measured string             `json:"measured_at"` // UTC
	Commit   string             `json:"commit"`      // empty outside a git checkout; "+" behind it when files were changed
	Go       string             `json:"go"`
	DuckDB   string             `json:"duckdb"`
	CPU      string             `json:"cpu"`
	Cores    int                `json:"cores"`
	Memory   int64              `json:"memory_bytes"`
	Threads  int                `json:"threads"`      // 0 is the number of cores
	Limit    string             `json:"memory_limit"` // empty is 80 % of the machine
	Runs     int                `json:"runs"`
	Ledger   ledgergen.Manifest `json:"ledger"`
	Figures  []Figure           `json:"figures"`
}

// Write puts the report into the folder as <case>-<lines>.json.
func (r Report) Write(dir string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	name := fmt.Sprintf("%s-%d.json", strings.ReplaceAll(r.Case, " ", "-"), r.Ledger.Lines)
	return os.WriteFile(filepath.Join(dir, name), append(text, '\n'), 0o644)
}

func newReport(ctx context.Context, name string, s Scale, d *Dataset) Report {
	return Report{
		Case: name, Measured: time.Now().UTC().Format(time.RFC3339), Commit: commit(ctx),
		Go: runtime.Version(), CPU: cpuName(), Cores: runtime.NumCPU(), Memory: memoryOf(),
		Threads: s.Threads, Limit: s.MemoryLimit, Ledger: d.Manifest,
	}
}

func commit(ctx context.Context) string {
	hash, err := exec.CommandContext(ctx, "git", "rev-parse", "--short=12", "HEAD").Output()
	if err != nil {
		return ""
	}
	text := strings.TrimSpace(string(hash))
	if changes, err := exec.CommandContext(ctx, "git", "status", "--porcelain", "--untracked-files=no").Output(); err != nil || len(changes) > 0 {
		text += "+"
	}
	return text
}

// cpuName and memoryOf ask Linux; other systems leave them empty.
func cpuName() string { return procField("/proc/cpuinfo", "model name") }

func memoryOf() int64 {
	var kib int64
	fmt.Sscanf(procField("/proc/meminfo", "MemTotal"), "%d kB", &kib)
	return kib << 10
}

func procField(file, key string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == key {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
