import { createHash, randomUUID } from 'node:crypto';
import { newId } from '@dealtrail/api/commands/new-id';
import type { Append } from '@dealtrail/event-sourcing/log';

const fingerprint = createHash('sha256').update('bench').digest('hex');

export const ledgerId = 'main';

export const newStream = (): string => `deal-${randomUUID()}`;

/** Event ids as the api makes them; those of streams and commands as clients may: at random. */
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
  event: { eventId: newId(), type: 'StockMoveRecorded', schemaVersion: 1, payload },
  requires: [],
  reserves: [],
  releases: [],
});
