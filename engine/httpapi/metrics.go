package httpapi

import (
	"context"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/customer-landscape/landscape/engine"
)

// metrics are the numbers of one server, in a registry of their own.
type metrics struct {
	registry     *prometheus.Registry
	requests     *prometheus.CounterVec
	total        *prometheus.HistogramVec
	firstByte    *prometheus.HistogramVec
	queued       prometheus.Histogram
	rows, bytes  prometheus.Counter
	cancels      *prometheus.CounterVec
	failedLogins prometheus.Counter
}

// surface is the door that a metric is about.
const surface = "http"

// latencies are the upper bounds of the histograms, in seconds.
var latencies = []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300}

func newMetrics(s *Server) *metrics {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "landscape", Name: name, Help: help})
	}
	seconds := func(name, help string) prometheus.HistogramOpts {
		return prometheus.HistogramOpts{Namespace: "landscape", Name: name, Help: help, Buckets: latencies}
	}
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "landscape", Name: "requests_total",
			Help: "Requests by surface, route, status and code of the error."}, []string{"surface", "route", "status", "code"}),
		total:     prometheus.NewHistogramVec(seconds("request_seconds", "From the arrival of a request to the end of its answer."), []string{"surface", "route"}),
		firstByte: prometheus.NewHistogramVec(seconds("first_byte_seconds", "From the arrival of a request to the first byte of its answer."), []string{"surface", "route"}),
		queued:    prometheus.NewHistogram(seconds("queue_wait_seconds", "How long queries waited for a slot.")),
		rows:      counter("rows_sent_total", "Rows in answers."),
		bytes:     counter("bytes_sent_total", "Bytes in answers, as they were sent."),
		cancels: prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "landscape", Name: "cancels_total",
			Help: "Queries that were stopped, by reason: the client went away or cancelled, a timeout, a drain."}, []string{"reason"}),
		failedLogins: counter("failed_logins_total", "Requests with a key that is none."),
	}
	gauge := func(name, help string, value func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "landscape", Name: name, Help: help}, value)
	}
	m.registry.MustRegister(m.requests, m.total, m.firstByte, m.queued, m.rows, m.bytes, m.cancels, m.failedLogins,
		gauge("requests_in_flight", "Requests being answered.", func() float64 { return float64(s.inflight.count()) }),
		gauge("queue_depth", "Queries that wait for a slot.", func() float64 { return float64(s.gate.Stats().Waiting) }),
		gauge("queries_running", "Queries that hold a slot.", func() float64 { return float64(s.gate.Stats().Working) }),
		gauge("ready", "1 when the server takes work, else 0.", func() float64 {
			if s.health.reason(s) == "" {
				return 1
			}
			return 0
		}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "landscape", Name: "build_info", Help: "1, with the versions as labels.",
			ConstLabels: prometheus.Labels{"version": s.opts.Version, "duckdb": engine.DuckDBVersion()}}, func() float64 { return 1 }),
		&engineMemory{engine: s.engine},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// observe counts one finished request.
func (m *metrics) observe(e event) {
	m.requests.WithLabelValues(surface, e.route, strconv.Itoa(e.status), string(e.code)).Inc()
	m.total.WithLabelValues(surface, e.route).Observe(e.total.Seconds())
	if e.firstByte > 0 {
		m.firstByte.WithLabelValues(surface, e.route).Observe(e.firstByte.Seconds())
	}
	m.rows.Add(float64(e.rows))
	m.bytes.Add(float64(e.bytes))
	switch e.code {
	case cancelled:
		m.cancels.WithLabelValues("client").Inc()
	case timedOut:
		m.cancels.WithLabelValues("timeout").Inc()
	case shuttingDown:
		m.cancels.WithLabelValues("drain").Inc()
	}
}

// engineMemory asks the engine for its memory when the metrics are fetched.
type engineMemory struct{ engine *engine.Engine }

// memoryWait is how long the engine may take to say so; without an answer the metrics go without it.
const memoryWait = time.Second

var (
	memoryBytes = prometheus.NewDesc("landscape_engine_memory_bytes", "Memory that the database holds.", nil, nil)
	tempBytes   = prometheus.NewDesc("landscape_engine_temp_bytes", "Disk that queries have spilled to.", nil, nil)
)

// Describe names the two gauges.
func (e *engineMemory) Describe(out chan<- *prometheus.Desc) {
	out <- memoryBytes
	out <- tempBytes
}

// Collect reads the two gauges.
func (e *engineMemory) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), memoryWait)
	defer cancel()
	memory, temp, err := e.engine.MemoryUse(ctx)
	if err != nil {
		return
	}
	out <- prometheus.MustNewConstMetric(memoryBytes, prometheus.GaugeValue, float64(memory))
	out <- prometheus.MustNewConstMetric(tempBytes, prometheus.GaugeValue, float64(temp))
}
