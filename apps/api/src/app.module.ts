import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { AccessGuard } from './access/access.guard.ts';
import { KeyStore } from './access/key-store.ts';
import { KeysController } from './access/keys.controller.ts';
import { Book } from './book.ts';
import { CommandsController } from './commands/commands.controller.ts';
import { RecordHandler } from './commands/record.handler.ts';
import { ChangesController } from './events/changes.controller.ts';
import { EventsController } from './events/events.controller.ts';
import { OpenFeeds } from './events/open-feeds.ts';
import { BuildsController } from './operations/builds.controller.ts';
import { HealthController } from './operations/health.controller.ts';
import { JobsController } from './operations/jobs.controller.ts';
import { MetricsController } from './operations/metrics.controller.ts';
import { OpenStreams } from './operations/open-streams.ts';
import { ProjectionsController } from './operations/projections.controller.ts';
import { Readiness } from './operations/readiness.ts';
import { Telemetry } from './operations/telemetry.ts';
import { ViewRowsController } from './operations/rows.controller.ts';
import { OpenApiController } from './openapi/openapi.controller.ts';
import { AskHandler } from './reads/ask.query.ts';
import { AskViews } from './reads/ask-views.ts';
import { DealDiffController } from './reads/deal-diff.controller.ts';
import { DealsController } from './reads/deals.controller.ts';
import { ThingsController } from './reads/things.controller.ts';

export type Parts = {
  readonly book: Book;
  readonly keys: KeyStore;
  readonly readiness: Readiness;
  readonly telemetry: Telemetry;
};

/** What was opened before the application starts, and everything that serves requests over it. */
@Module({})
export class AppModule {
  static over({ book, keys, readiness, telemetry }: Parts): DynamicModule {
    return {
      module: AppModule,
      imports: [CqrsModule.forRoot()],
      controllers: [
        CommandsController,
        EventsController,
        ChangesController,
        DealsController,
        DealDiffController,
        ThingsController,
        KeysController,
        ProjectionsController,
        BuildsController,
        JobsController,
        ViewRowsController,
        HealthController,
        MetricsController,
        OpenApiController,
      ],
      providers: [
        { provide: Book, useValue: book },
        { provide: KeyStore, useValue: keys },
        { provide: Readiness, useValue: readiness },
        { provide: Telemetry, useValue: telemetry },
        { provide: APP_GUARD, useClass: AccessGuard },
        OpenStreams,
        OpenFeeds,
        RecordHandler,
        AskHandler,
        AskViews,
      ],
    };
  }
}
