import { openLatch } from './latch.ts';
import type { Notifications } from './notifications.ts';

export type WaitForPosition = {
  /** Asked again after each wake-up: the log's head, or a view's checkpoint. */
  readonly positionOf: () => Promise<number>;
  readonly wanted: number;
  readonly timeoutMs: number;
  /** How long to sleep between two looks; a notification cuts it short. */
  readonly pollMs: number;
  readonly notifications?: Notifications;
};

/** True once the position is reached, false when the time is up before. */
export const waitForPosition = async (settings: WaitForPosition): Promise<boolean> => {
  const { positionOf, wanted, timeoutMs, pollMs, notifications } = settings;
  const latch = openLatch();
  const unsubscribe = notifications?.subscribe(latch.set);
  const deadline = performance.now() + timeoutMs;
  try {
    for (;;) {
      if ((await positionOf()) >= wanted) return true;
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return false;
      await latch.wait(Math.min(pollMs, leftMs));
    }
  } finally {
    unsubscribe?.();
  }
};
