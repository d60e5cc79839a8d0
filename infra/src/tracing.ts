import type { Environment } from './settings.ts';

/** What is known of a piece of work, by its name. */
export type SpanFields = Readonly<Record<string, string | number | readonly string[]>>;

export type SpanWork<T> = (note: (more: SpanFields) => void) => Promise<T>;

/** Spans as the processes write them. Where nothing is traced, each of these is one function call. */
export type Tracing = {
  /** Runs the work in a span, which is the parent of the spans that the work opens; failed where it throws. */
  readonly inSpan: <T>(name: string, fields: () => SpanFields, work: SpanWork<T>) => Promise<T>;
  /** Runs the work as part of the trace that W3C `traceparent` among the headers names. */
  readonly continued: (headers: Readonly<Record<string, unknown>>, work: () => void) => void;
  /** Of the trace at hand, 32 hex digits. */
  readonly traceId: () => string | undefined;
  /** Sends what is left, but waits only a moment for a collector that does not answer. */
  readonly stop: () => Promise<void>;
};

const noNote = (): void => undefined;

export const noTracing: Tracing = {
  inSpan: (_name, _fields, work) => work(noNote),
  continued: (_headers, work) => {
    work();
  },
  traceId: () => undefined,
  stop: () => Promise.resolve(),
};

/** Where the standard variables say that spans go (OTLP over HTTP); undefined: nowhere. */
export const tracesEndpoint = (env: Environment): string | undefined => {
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return undefined;
  const endpoint = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  return endpoint === '' ? undefined : endpoint;
};

/**
 * OpenTelemetry, if its standard variables name a collector; otherwise nothing of it is even loaded. The other standard
 * variables (OTEL_SERVICE_NAME, OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER, OTEL_BSP_SCHEDULE_DELAY) hold too.
 */
export const startTracing = async (env: Environment, service: string): Promise<Tracing> => {
  if (tracesEndpoint(env) === undefined) return noTracing;
  const { openTelemetry } = await import('./open-telemetry.ts');
  return openTelemetry(service);
};
