import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { DealCurrentAnswer } from '@dealtrail/views/deal-current/answer';
import type { DealListItem } from '@dealtrail/views/deal-current/list-item';
import { usage } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';
import type { Counterfactual } from './fold.ts';
import type { LogBasis } from './read-log.ts';

export type Export = {
  readonly basis: LogBasis;
  /** Events that were folded. */
  readonly events: number;
  /** Only these types were folded; null: all. */
  readonly types: readonly string[] | null;
  /** Null where the log was folded whole. */
  readonly without: Counterfactual | null;
  /** What the list of deals would say. */
  readonly deals: readonly DealListItem[];
  /** What would be said of each deal. */
  readonly answers: AsyncIterable<DealCurrentAnswer>;
};

/** One JSON document, deal by deal: no more than one answer is held as text. */
async function* textsOf({ answers, ...head }: Export): AsyncGenerator<string, void, void> {
  const open = JSON.stringify(head, null, 2).slice(0, -'\n}'.length);
  yield `${open},\n  "answers": [`;
  let separator = '\n';
  for await (const answer of answers) {
    yield `${separator}${JSON.stringify(answer)}`;
    separator = ',\n';
  }
  yield '\n  ]\n}\n';
}

export const exportTo = async (io: Io, file: string | undefined, document: Export): Promise<void> => {
  if (file === undefined) {
    for await (const text of textsOf(document)) await write(io.stdout, text);
    return;
  }
  const out = createWriteStream(file, { flags: 'wx' });
  try {
    await once(out, 'open');
    for await (const text of textsOf(document)) if (!out.write(text)) await once(out, 'drain');
    out.end();
    await finished(out);
  } catch (error) {
    out.destroy();
    throw usage(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
};
