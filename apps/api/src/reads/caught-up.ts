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
  try {
    return { answer: await ask(readerAt(book, ledgerId, basis)), basis };
  } catch (error) {
    if (!(error instanceof ViewBehind)) throw error;
    const reached = await reachedBy(book, ledgerId, error.view, basis.position);
    if (reached >= basis.position) return { answer: await ask(readerAt(book, ledgerId, basis)), basis };
    if (query.asAt !== undefined || reached < (query.minPosition ?? 0)) {
      throw refuse(
        'NOT_CAUGHT_UP',
        `${error.view} has reached position ${String(reached)}, not yet ${String(basis.position)}`,
      );
    }
    const earlier = await basisAt(book, ledgerId, basis, reached);
    return { answer: await asEarlier(ask(readerAt(book, ledgerId, earlier)), error.view), basis: earlier };
  }
};

/** What a view has not seen yet is not unknown: it may only be too young. */
const asEarlier = async <T>(answer: Promise<T>, view: string): Promise<T> => {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 404) throw error;
    throw refuse('NOT_CAUGHT_UP', `${view} has not caught up, so this may be recorded and not seen yet`);
  }
};

const reachedBy = async (book: Book, ledgerId: string, view: string, wanted: number): Promise<number> => {
  let reached = 0;
  const positionOf = async (): Promise<number> => {
    const checkpoints = (await checkpointsOf(book.pool, ledgerId)).filter((each) => each.view === view);
    reached = Math.max(0, ...checkpoints.map(({ position }) => position));
    return reached;
  };
  await waitForPosition({ positionOf, wanted, timeoutMs: waitMsMax, pollMs });
  return reached;
};
