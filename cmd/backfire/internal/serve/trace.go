package serve

import (
	"context"
	"errors"
	"net/http"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/backfire/httpguard"
)

// tracing makes a span of each request, and one in it of the service's part.
type tracing struct {
	provider *sdktrace.TracerProvider
	tracer   trace.Tracer
}

// carry takes spans from one process to the next, in the header traceparent.
var carry = propagation.TraceContext{}

// newTracing sends spans to the collector of the settings, or to nobody.
func newTracing(ctx context.Context, c Trace, more ...sdktrace.TracerProviderOption) (*tracing, error) {
	options := append(more,
		sdktrace.WithSampler(sdktrace.ParentBased(sdktrace.TraceIDRatioBased(c.Sample))),
		sdktrace.WithResource(resource.NewSchemaless(
			attribute.String("service.name", "backfire"), attribute.String("service.version", backfire.Version))),
	)
	if c.Endpoint != "" {
		exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(c.Endpoint))
		if err != nil {
			return nil, &ConfigError{Key: "trace.endpoint", Value: c.Endpoint, Err: err}
		}
		options = append(options, sdktrace.WithBatcher(exporter))
	} else if len(more) == 0 {
		options = append(options, sdktrace.WithSampler(sdktrace.NeverSample()))
	}
	provider := sdktrace.NewTracerProvider(options...)
	return &tracing{provider, provider.Tracer("github.com/backfire-ai/backfire-go/cmd/backfire/serve")}, nil
}

// begin begins the span of a request.
func (t *tracing) begin(r *http.Request, route, policy string) (*http.Request, trace.Span) {
	ctx := carry.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	ctx, span := t.tracer.Start(ctx, r.Method+" "+route, trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(
		attribute.String("http.request.method", r.Method), attribute.String("url.path", r.URL.Path),
		attribute.String("http.route", route), attribute.String("backfire.policy", policy)))
	return r.WithContext(ctx), span
}

// upstream makes a span of a service's part of an exchange: until its header has come.
func (t *tracing) upstream(base http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		ctx, span := t.tracer.Start(r.Context(), r.Method, trace.WithSpanKind(trace.SpanKindClient),
			trace.WithAttributes(attribute.String("server.address", r.URL.Host)))
		defer span.End()
		r = r.Clone(ctx)
		carry.Inject(ctx, propagation.HeaderCarrier(r.Header))
		resp, err := base.RoundTrip(r)
		if err != nil {
			span.SetStatus(codes.Error, err.Error())
			return nil, err
		}
		span.SetAttributes(attribute.Int("http.response.status_code", resp.StatusCode))
		return resp, nil
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// verdict adds a verdict to the span of its request.
func verdictOnSpan(ctx context.Context, v httpguard.Verdict) {
	span := trace.SpanFromContext(ctx)
	if !span.IsRecording() {
		return
	}
	span.SetAttributes(
		attribute.String("backfire.outcome", string(v.Outcome)), attribute.String("backfire.format", v.Format),
		attribute.Bool("backfire.shadow", v.Shadow), attribute.Bool("backfire.streamed", v.Streamed),
		attribute.String("gen_ai.request.model", v.Model), attribute.Int("http.response.status_code", v.Status),
		attribute.Int("backfire.claims.supported", v.Supported), attribute.Int("backfire.claims.contradicted", v.Contradicted),
		attribute.Int("backfire.claims.unknown", v.Unknown), attribute.Int("backfire.claims.unjudged", v.Unjudged),
	)
	if v.Report != nil {
		attributes := []attribute.KeyValue{attribute.String("cause", v.Report.Cause), attribute.String("rule", v.Report.Rule), attribute.String("where", v.Report.Where)}
		if v.Report.Fact != nil {
			attributes = append(attributes, attribute.String("fact", v.Report.Fact.ID))
		}
		span.AddEvent("backfire."+v.Report.Action, trace.WithAttributes(attributes...))
	}
	if failure := failureOf(v); failure != nil {
		span.SetStatus(codes.Error, string(failure.Kind))
	}
}

// failureOf returns what could not be judged, nil if nothing could not.
func failureOf(v httpguard.Verdict) *httpguard.Failure {
	failure, _ := errors.AsType[*httpguard.Failure](v.Err)
	return failure
}
