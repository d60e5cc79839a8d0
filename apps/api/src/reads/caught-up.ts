import { reference } from '@dealtrail/event-sourcing/view';
import { openReader, ViewBehind } from '@dealtrail/views/reader';
import type { Reader } from '@dealtrail/views/reader';
import { waitForPosition } from '@dealtrail/ledger/wait-for-position';
import { checkpointsOf } from '@dealtrail/ledger/checkpoints';
import type { Book } from '../book.ts';
import { ProblemError, refuse } from '../edge/problem.ts';
import { basisAt, pollMs, waitMsMax } from './basis.ts';
import type { Basis, BasisQuery } from './basis.ts';

export const readerAt = (book: Book, ledgerId: string, { position, effectiveAt }: Basis): Reader =>
  openReader(book.db, book.log, { ledgerId, position, effectiveAt });

type Listed<T> = { readonly answer: T; readonly basis: Basis };

/**
 * An answer that needs a view's index, which only the worker moves. Where the index is behind, it is waited for; if it
 * does not come, a read that asked for no position is answered as at the one the view has reached, and says so.
 */
export const whenCaughtUp = async <T>(
  book: Book,
  ledgerId: string,
  basis: Basis,
  query: BasisQuery,
  ask: (reader: Reader) => Promise<T>,
): Promise<Listed<T>> => {
  const deadline = performance.now() + waitMsMax;
  let at = basis;
  // Each round one view has caught up or the position has come down to what one has reached; neither goes back.
  for (;;) {
    const reader = readerAt(book, ledgerId, at);
    const found = await behindOr(at === basis ? ask(reader) : asEarlier(ask(reader)));
    if (!(found instanceof ViewBehind)) return { answer: found, basis: at };
    const wait = Math.max(0, deadline - performance.now());
    const reached = await reachedBy(book, ledgerId, found.view, at.position, wait);
    if (reached === undefined) throw refuse('NOT_CAUGHT_UP', `${found.view} is still being built`);
    if (reached >= at.position) continue;
    if (query.asAt !== undefined || reached < (query.minPosition ?? 0)) {
      throw refuse(
        'NOT_CAUGHT_UP',
        `${found.view} has reached position ${String(reached)}, not yet ${String(at.position)}`,
      );
    }
    at = await basisAt(book, ledgerId, basis, reached);
  }
};

const behindOr = <T>(answer: Promise<T>): Promise<T | ViewBehind> =>
  answer.catch((error: unknown) => {
    if (error instanceof ViewBehind) return error;
    throw error;
  });

/** What a view has not seen yet is not unknown: it may only be too young. */
const asEarlier = async <T>(answer: Promise<T>): Promise<T> => {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 404) throw error;
    throw refuse('NOT_CAUGHT_UP', 'the views have not caught up, so this may be recorded and not seen yet');
  }
};

/** Undefined: no build of the view can be read yet. */
const reachedBy = async (
  book: Book,
  ledgerId: string,
  view: string,
  wanted: number,
  timeoutMs: number,
): Promise<number | undefined> => {
  let reached: number | undefined;
  const positionOf = async (): Promise<number> => {
    const checkpoints = await checkpointsOf(book.pool, ledgerId);
    const found = checkpoints.find(
      ({ view: name, version, isServing }) => isServing && reference({ name, version }) === view,
    );
    reached = found?.position;
    return reached ?? 0;
  };
  await waitForPosition({ positionOf, wanted, timeoutMs, pollMs, notifications: book.progress });
  return reached;
};
