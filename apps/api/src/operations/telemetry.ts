import type { Tracing } from '@dealtrail/infra/tracing';

/** How the process tells what it does, opened once. */
export class Telemetry {
  constructor(readonly tracing: Tracing) {}
}
