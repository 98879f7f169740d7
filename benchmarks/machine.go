package benchmarks

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/customer-landscape/landscape/engine"
)

// Machine is where results were measured, with the versions of what was measured there.
type Machine struct {
	CPU    string `json:"cpu"` // empty where the system does not tell
	Cores  int    `json:"cores"`
	Memory int64  `json:"memory_bytes"` // 0 where the system does not tell
	System string `json:"system"`
	Go     string `json:"go"`
	DuckDB string `json:"duckdb"`
}

func thisMachine() Machine {
	var kib int64
	fmt.Sscanf(procField("/proc/meminfo", "MemTotal"), "%d kB", &kib)
	return Machine{
		CPU: procField("/proc/cpuinfo", "model name"), Cores: runtime.NumCPU(), Memory: kib << 10,
		System: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version(), DuckDB: engine.DuckDBVersion(),
	}
}

// String is one line about the machine.
func (m Machine) String() string {
	cpu := m.CPU
	if cpu == "" {
		cpu = "processor"
	}
	return fmt.Sprintf("%d cores of %s, %.0f GB, %s, %s, DuckDB %s", m.Cores, cpu, float64(m.Memory)/(1<<30), m.System, m.Go, m.DuckDB)
}

// commit is the checkout that the run stands in.
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

// procField is a field of a file below /proc; other systems have none.
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
