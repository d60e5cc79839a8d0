import { describe, expect, test } from '@jest/globals';
import { noTracing, startTracing, tracesEndpoint } from './tracing.ts';

describe('tracing', () => {
  test.each([
    [{}, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, 'http://collector:4318'],
    [
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://a/v1/traces', OTEL_EXPORTER_OTLP_ENDPOINT: 'b' },
      'http://a/v1/traces',
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_SDK_DISABLED: 'true' }, undefined],
  ])('with %j sends spans to %s', (env, endpoint) => {
    expect(tracesEndpoint(env)).toBe(endpoint);
  });

  test('that nobody asked for runs the work as it is and never asks for its fields', async () => {
    const tracing = await startTracing({}, 'test');
    expect(tracing).toBe(noTracing);
    const fields = (): never => {
      throw new Error('asked');
    };
    expect(await tracing.inSpan('a', fields, () => Promise.resolve(7))).toBe(7);
    let ran = false;
    tracing.continued({}, () => (ran = true));
    expect([ran, tracing.traceId()]).toEqual([true, undefined]);
  });
});
