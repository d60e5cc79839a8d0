import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { RebuildsProcessor, rebuildsQueue } from './rebuilds.processor.ts';
import { VerificationProcessor, verificationQueue } from './verification.processor.ts';
import { WorkerPool } from './worker-pool.ts';

@Module({})
export class WorkerModule {
  static over(pool: WorkerPool, jobsConnection: object): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        BullModule.forRoot({ connection: jobsConnection }),
        BullModule.registerQueue({ name: verificationQueue }, { name: rebuildsQueue }),
      ],
      providers: [{ provide: WorkerPool, useValue: pool }, VerificationProcessor, RebuildsProcessor],
    };
  }
}
