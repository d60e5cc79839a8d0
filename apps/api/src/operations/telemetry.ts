import type { Tracing } from '@dealtrail/infra/tracing';
import type { Metrics } from './metrics.ts';

/** How the process tells what it does, opened once. */
export class Telemetry {
  constructor(
    readonly tracing: Tracing,
    readonly metrics: Metrics,
  ) {}
}
