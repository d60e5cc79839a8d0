import { context, propagation, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Span } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { SpanFields, SpanWork, Tracing } from './tracing.ts';

/** A collector that does not answer holds up no stop for longer. */
const stopMsMax = 2_000;

/** Starts the SDK for this process: call once. What it exports to stands in the standard variables, which it reads itself. */
export const openTelemetry = (service: string): Tracing => {
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': service }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  const tracer = provider.getTracer('dealtrail');
  return {
    inSpan: (name, fields, work) =>
      tracer.startActiveSpan(name, { attributes: attributesOf(fields()) }, (span) => within(span, work)),
    continued: (headers, work) => {
      context.with(propagation.extract(context.active(), headers), work);
    },
    traceId: () => trace.getActiveSpan()?.spanContext().traceId,
    stop: async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, stopMsMax);
      });
      // A collector that cannot be reached loses spans, never a stop in order.
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      clearTimeout(timer);
    },
  };
};

const within = async <T>(span: Span, work: SpanWork<T>): Promise<T> => {
  try {
    return await work((more) => {
      span.setAttributes(attributesOf(more));
    });
  } catch (error) {
    // The class only: a message may quote what a client sent.
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'unknown' });
    throw error;
  } finally {
    span.end();
  }
};

const attributesOf = (fields: SpanFields): Attributes =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      `dealtrail.${name}`,
      typeof value === 'object' ? [...value] : value,
    ]),
  );
