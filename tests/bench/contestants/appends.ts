import { createHash, randomUUID } from 'node:crypto';
import type { Append } from '@dealtrail/event-sourcing/log';

const fingerprint = createHash('sha256').update('bench').digest('hex');

export const ledgerId = 'main';

export const newStream = (): string => `deal-${randomUUID()}`;

export const appendOf = (
  streamId: string,
  expectedVersion: Append['expectedVersion'],
  payload: string,
): Append => ({
  ledgerId,
  streamId,
  expectedVersion,
  commandId: randomUUID(),
  fingerprint,
  event: { eventId: randomUUID(), type: 'StockMoveRecorded', schemaVersion: 1, payload },
  requires: [],
  reserves: [],
  releases: [],
});
