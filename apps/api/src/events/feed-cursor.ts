/** A place in a ledger's log: after this position, in this epoch of the ledger. Opaque to clients. */
export type FeedCursor = { readonly epoch: string; readonly position: number };

export const feedCursorText = ({ epoch, position }: FeedCursor): string =>
  Buffer.from(`${String(position)}.${epoch}`).toString('base64url');

/** Undefined: not a cursor. */
export const parseFeedCursor = (text: string): FeedCursor | undefined => {
  const [, position, epoch] =
    /^(0|[1-9]\d{0,14})\.([0-9a-f-]{36})$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  return position === undefined || epoch === undefined ? undefined : { position: Number(position), epoch };
};
