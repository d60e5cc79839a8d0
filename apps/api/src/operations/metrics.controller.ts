import { Controller, Get, Header } from '@nestjs/common';
import { ledgersOf } from '@dealtrail/ledger/ledgers';
import { Access } from '../access/access.ts';
import { Book } from '../book.ts';
import { OpenStreams } from './open-streams.ts';
import { projectionsOf } from './projections.controller.ts';

type Sample = { readonly labels?: Readonly<Record<string, string>>; readonly value: number };

/** One measure in the Prometheus text format 0.0.4. Label values are ids and names, which need no escapes. */
export const metric = (name: string, help: string, samples: readonly Sample[]): string =>
  [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...samples.map(({ labels = {}, value }) => {
      const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
      return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${String(value)}`;
    }),
    '',
  ].join('\n');

@Controller('metrics')
@Access('public')
export class MetricsController {
  constructor(
    private readonly book: Book,
    private readonly streams: OpenStreams,
  ) {}

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async metrics(): Promise<string> {
    const [positions, lags, failures]: [Sample[], Sample[], Sample[]] = [[], [], []];
    for (const { ledgerId: ledger } of await ledgersOf(this.book.pool)) {
      positions.push({ labels: { ledger }, value: (await this.book.log.head(ledger)).position });
      for (const { name: view, lag, state } of await projectionsOf(this.book, ledger)) {
        lags.push({ labels: { ledger, view }, value: lag });
        failures.push({ labels: { ledger, view }, value: state === 'failed' ? 1 : 0 });
      }
    }
    return [
      metric('dealtrail_log_position', 'Events in the log.', positions),
      metric('dealtrail_view_lag_events', 'Events that a view has not seen.', lags),
      metric('dealtrail_view_failed', '1 where a view stands still on an event it cannot fold.', failures),
      metric('dealtrail_open_streams', 'Answers that are streaming.', [{ value: this.streams.count }]),
      metric('process_resident_memory_bytes', 'Resident memory.', [{ value: process.memoryUsage.rss() }]),
      metric('process_uptime_seconds', 'Since the process started.', [
        { value: Math.round(process.uptime()) },
      ]),
    ].join('');
  }
}
