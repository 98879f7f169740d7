package render

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// The rhythm of progress: nothing in the first half second, then at most ten lines a second on a terminal; elsewhere a line every
// ten seconds. A remaining time is told only after two seconds and five percent.
const (
	quietFor      = 500 * time.Millisecond
	redrawEvery   = 100 * time.Millisecond
	lineEvery     = 10 * time.Second
	remainingFrom = 2 * time.Second
	remainingAt   = 0.05
)

// Progress shows how far a long task is. Report may be called from any goroutine. The zero time of every phase is its first report.
type Progress struct {
	out      io.Writer
	terminal bool
	style    Style
	now      func() time.Time
	memory   func() int64 // bytes that the process has in memory, 0 where the system does not tell; nil shows none
	start    time.Time

	mu     sync.Mutex
	phase  string
	since  time.Time // start of the phase
	done   int64
	total  int64
	unit   string
	drawn  bool // a line stands on the terminal
	last   time.Time
	ticker *time.Ticker
	stop   chan struct{}
	ended  sync.WaitGroup
}

// NewProgress starts to show progress on out; terminal tells whether lines may be redrawn. Stop ends it.
func NewProgress(out io.Writer, terminal bool, style Style) *Progress {
	p := newProgress(out, terminal, style, time.Now)
	p.memory = residentMemory
	p.ticker, p.stop = time.NewTicker(redrawEvery), make(chan struct{})
	p.ended.Go(func() {
		for {
			select {
			case <-p.ticker.C:
				p.tick()
			case <-p.stop:
				return
			}
		}
	})
	return p
}

func newProgress(out io.Writer, terminal bool, style Style, now func() time.Time) *Progress {
	if style.Width <= 0 {
		style.Width = 80
	}
	return &Progress{out: out, terminal: terminal, style: style, now: now, start: now()}
}

// Report tells the phase and how much of it is done; total 0 means unknown. Done never goes back within a phase and total.
func (p *Progress) Report(phase string, done, total int64, unit string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if phase != p.phase {
		p.phase, p.since, p.done = phase, p.now(), 0
	}
	if total != p.total {
		p.done = 0 // the next file of the phase
	}
	p.done, p.total, p.unit = max(p.done, done), total, unit
}

// Stop clears the line and ends the drawing. A second call does nothing.
func (p *Progress) Stop() {
	if p.stop == nil {
		return
	}
	close(p.stop)
	p.ended.Wait()
	p.ticker.Stop()
	p.stop = nil
	p.clear()
}

func (p *Progress) clear() {
	if p.drawn {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.drawn = false
	}
}

func (p *Progress) tick() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if p.phase == "" || now.Sub(p.start) < quietFor {
		return
	}
	if p.terminal {
		fmt.Fprint(p.out, "\r\x1b[K"+p.line(now))
		p.drawn = true
		return
	}
	if p.last.IsZero() {
		p.last = p.start
	}
	if now.Sub(p.last) >= lineEvery {
		p.last = now
		fmt.Fprintln(p.out, p.line(now))
	}
}

// line is one line without the line break, never wider than the terminal.
func (p *Progress) line(now time.Time) string {
	elapsed := now.Sub(p.since)
	sep := p.style.glyphs().sep
	parts := []string{}
	lead := p.phase + "  "
	if share, known := p.share(); known {
		lead += fmt.Sprintf("%3d%% %s ", int(share*100), p.meter(share))
		parts = append(parts, fmt.Sprintf("%s / %s", amount(p.done, p.unit), amount(p.total, p.unit)))
	} else if p.done > 0 {
		parts = append(parts, amount(p.done, p.unit))
	}
	if rate := float64(p.done) / elapsed.Seconds(); p.done > 0 && elapsed > quietFor {
		parts = append(parts, amount(int64(rate), p.unit)+"/s")
	}
	parts = append(parts, fmt.Sprintf("%.1f s", now.Sub(p.start).Seconds()))
	if share, known := p.share(); known && share >= remainingAt && share < 1 && elapsed >= remainingFrom {
		left := time.Duration(float64(elapsed) * (1 - share) / share)
		parts = append(parts, "about "+span(left)+" left")
	}
	if p.memory != nil {
		if bytes := p.memory(); bytes > 0 {
			parts = append(parts, Bytes(bytes))
		}
	}
	return cut(lead+strings.Join(parts, sep), p.style.Width-1, p.style.glyphs().ellipsis)
}

// residentMemory reads what the kernel of Linux says of this process; other systems have no such file.
func residentMemory() int64 {
	text, err := os.ReadFile("/proc/self/statm")
	var size, resident int64
	if err == nil {
		_, err = fmt.Sscan(string(text), &size, &resident)
	}
	if err != nil {
		return 0
	}
	return resident * int64(os.Getpagesize())
}

func (p *Progress) share() (float64, bool) {
	if p.total <= 0 {
		return 0, false
	}
	return min(1, float64(p.done)/float64(p.total)), true
}

func (p *Progress) meter(share float64) string {
	const length = 16
	if !p.terminal {
		return ""
	}
	if p.style.ASCII {
		full := int(share * length)
		return "[" + strings.Repeat("#", full) + strings.Repeat(".", length-full) + "]"
	}
	full := int(share * length)
	return strings.Repeat("█", full) + strings.Repeat("░", length-full)
}

// amount writes 21.0M rows, 480k lines or 5.6 MB.
func amount(n int64, unit string) string {
	if unit == "bytes" {
		return Bytes(n)
	}
	text := fmt.Sprint(n)
	switch {
	case n >= 10_000_000:
		text = fmt.Sprintf("%.1fM", float64(n)/1e6)
	case n >= 10_000:
		text = fmt.Sprintf("%dk", n/1000)
	}
	if unit == "" {
		return text
	}
	return text + " " + unit
}

// Bytes writes a size in the largest unit that leaves a whole number before the point: 5.6 MB, 812 B.
func Bytes(n int64) string {
	size := float64(n)
	for _, unit := range []string{"B", "kB", "MB", "GB"} {
		if size < 1000 {
			if unit == "B" {
				return fmt.Sprintf("%d B", n)
			}
			return fmt.Sprintf("%.1f %s", size, unit)
		}
		size /= 1000
	}
	return fmt.Sprintf("%.1f TB", size)
}

// span writes a duration for people: 2.5 s, 3 min 20 s, 2 h 5 min.
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
	default:
		return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
	}
}
