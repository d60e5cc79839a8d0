import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { refuse } from '../edge/problem.ts';

/** Answers that may be streaming at once in one process: uploads, exports and subscriptions. */
export const openStreamsMax = 1_000;

/** Every answer that is still being written: each ends when its client goes, and all of them when the process stops. */
@Injectable()
export class OpenStreams implements BeforeApplicationShutdown {
  private readonly controllers = new Set<AbortController>();

  /** Throws OVERLOADED above the limit. The signal is aborted when the response closes or the process stops. */
  open(response: ServerResponse): AbortSignal {
    if (this.controllers.size >= openStreamsMax) {
      throw refuse(
        'OVERLOADED',
        `${String(openStreamsMax)} answers are streaming already; try again shortly`,
      );
    }
    const controller = new AbortController();
    this.controllers.add(controller);
    response.once('close', () => {
      this.controllers.delete(controller);
      controller.abort();
    });
    return controller.signal;
  }

  get count(): number {
    return this.controllers.size;
  }

  beforeApplicationShutdown(): void {
    for (const controller of this.controllers) controller.abort();
  }
}
