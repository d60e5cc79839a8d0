/** An event that the log has not seen yet. `payload` is JSON text; the log stores it byte for byte. */
export type NewEvent = {
  /** UUID version 7 (RFC 9562), lower case. */
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly payload: string;
};

/** An event as the log holds it. */
export type StoredEvent = NewEvent & {
  /** 1, 2, 3 ... in its ledger: dense, and equal to commit order. */
  readonly position: number;
  readonly streamId: string;
  /** 1, 2, 3 ... in its stream. */
  readonly version: number;
  /** RFC 3339 UTC with six digits; rises strictly with position. Never passed through a JavaScript Date. */
  readonly recordedAt: string;
  readonly commandId: string;
};
