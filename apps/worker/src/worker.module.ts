import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { VerificationProcessor, verificationQueue } from './verification.processor.ts';
import { WorkerPool } from './worker-pool.ts';

@Module({})
export class WorkerModule {
  static over(pool: WorkerPool, jobsConnection: object): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        BullModule.forRoot({ connection: jobsConnection }),
        BullModule.registerQueue({ name: verificationQueue }),
      ],
      providers: [{ provide: WorkerPool, useValue: pool }, VerificationProcessor],
    };
  }
}
