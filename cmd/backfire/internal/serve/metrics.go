package serve

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/backfire-ai/backfire-go/backfire/httpguard"
)

// metrics are what /metrics shows. No label has a value that a client chooses.
type metrics struct {
	registry  *prometheus.Registry
	requests  *prometheus.CounterVec
	halts     *prometheus.CounterVec
	failures  *prometheus.CounterVec
	claims    *prometheus.CounterVec
	findings  *prometheus.CounterVec
	text      *prometheus.CounterVec
	inFlight  prometheus.Gauge
	refused   *prometheus.CounterVec
	firstByte *prometheus.HistogramVec
	duration  *prometheus.HistogramVec
}

func newMetrics() *metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "backfire_" + name, Help: help}, labels)
	}
	histogram := func(name, help string, buckets []float64) *prometheus.HistogramVec {
		opts := prometheus.HistogramOpts{Name: "backfire_" + name, Help: help, Buckets: buckets}
		return prometheus.NewHistogramVec(opts, []string{"policy", "format"})
	}
	m := &metrics{
		registry:  prometheus.NewRegistry(),
		requests:  counter("requests_total", "Guarded requests, by how they ended.", "policy", "format", "outcome", "shadow"),
		halts:     counter("halts_total", "Answers that were cut and requests that were refused, by cause and rule.", "policy", "cause", "rule"),
		failures:  counter("failures_total", "What could not be judged or broke off, by kind.", "policy", "kind"),
		claims:    counter("claims_total", "Decided claims, by verdict.", "policy", "verdict"),
		findings:  counter("findings_total", "Findings that were flagged or masked.", "policy", "action"),
		text:      counter("text_bytes_total", "Bytes of answers' text, received and approved.", "policy", "state"),
		refused:   counter("rejected_total", "Requests that no route took, or that were too many.", "reason"),
		inFlight:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "backfire_in_flight", Help: "Requests under way."}),
		firstByte: histogram("upstream_first_byte_seconds", "From a request to the service's first byte.", prometheus.ExponentialBuckets(.01, 2, 13)),
		duration:  histogram("duration_seconds", "From a request to the end of its answer.", prometheus.ExponentialBuckets(.05, 2, 14)),
	}
	m.registry.MustRegister(m.requests, m.halts, m.failures, m.claims, m.findings, m.text, m.refused, m.inFlight, m.firstByte, m.duration,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry})
}

// verdict counts one.
func (m *metrics) verdict(policy string, v httpguard.Verdict) {
	shadow := "false"
	if v.Shadow {
		shadow = "true"
	}
	m.requests.WithLabelValues(policy, v.Format, string(v.Outcome), shadow).Inc()
	if v.Report != nil {
		m.halts.WithLabelValues(policy, v.Report.Cause, v.Report.Rule).Inc()
	}
	if failure := failureOf(v); failure != nil {
		m.failures.WithLabelValues(policy, string(failure.Kind)).Inc()
	}
	for verdict, n := range map[string]int{
		"supported": v.Supported, "contradicted": v.Contradicted, "unknown": v.Unknown, "unjudged": v.Unjudged,
	} {
		m.claims.WithLabelValues(policy, verdict).Add(float64(n))
	}
	m.findings.WithLabelValues(policy, "flagged").Add(float64(v.Flagged))
	m.findings.WithLabelValues(policy, "masked").Add(float64(v.Masked))
	m.text.WithLabelValues(policy, "received").Add(float64(v.Received))
	m.text.WithLabelValues(policy, "released").Add(float64(v.Released))
	if v.FirstByte > 0 {
		observe(m.firstByte, policy, v.Format, v.FirstByte)
	}
	observe(m.duration, policy, v.Format, v.Duration)
}

func observe(h *prometheus.HistogramVec, policy, format string, d time.Duration) {
	h.WithLabelValues(policy, format).Observe(d.Seconds())
}
