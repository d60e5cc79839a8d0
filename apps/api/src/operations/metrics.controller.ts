import { Controller, Get, Header } from '@nestjs/common';
import { Access } from '../access/access.ts';
import { Book } from '../book.ts';
import { OpenFeeds } from '../events/open-feeds.ts';
import { openLags } from './lags.ts';
import { OpenStreams } from './open-streams.ts';
import { Telemetry } from './telemetry.ts';

/** What Prometheus asks for, in its text format 0.0.4. Public: ids of ledgers and views, numbers, nothing of what is in them. */
@Controller('metrics')
@Access('public')
export class MetricsController {
  private readonly lookUpLags: () => Promise<void>;

  constructor(
    book: Book,
    streams: OpenStreams,
    feeds: OpenFeeds,
    private readonly telemetry: Telemetry,
  ) {
    const { gauge, registry } = telemetry.metrics;
    this.lookUpLags = openLags(registry, book, feeds);
    gauge('dealtrail_open_streams', 'Answers that are streaming.', () => streams.count);
    gauge('dealtrail_open_feeds', 'Subscribers that are listening.', () => feeds.count);
    gauge('process_uptime_seconds', 'Since the process started.', () => Math.round(process.uptime()));
  }

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async metrics(): Promise<string> {
    await this.lookUpLags();
    return await this.telemetry.metrics.registry.metrics();
  }
}
