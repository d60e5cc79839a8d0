import type { Command } from 'commander';
import { z } from 'zod';
import { usage } from '../exit-codes.ts';
import { ask } from '../http/client.ts';
import type { Io } from '../io.ts';
import type { Session } from '../output/show.ts';
import { sessionOf, show } from '../output/show.ts';
import { Deal, FigureView, sourceIds } from '../render/answers.ts';
import { dealWhy } from '../render/deal-why.ts';
import { figureText } from '../render/values.ts';
import type { ReadOptions } from './reading.ts';
import { reading, readQuery } from './reading.ts';

const Terms = z.object({ terms: z.record(z.string(), FigureView).nullish() });

type Found = { readonly path: string; readonly view: FigureView };

/** The path as typed, or without its prefix ("totalValue" for "deal.totalValue"). */
const under = (terms: Readonly<Record<string, FigureView>>, path: string): Found | undefined => {
  const found = Object.keys(terms).find((name) => name === path || name.endsWith(`.${path}`));
  const view = found === undefined ? undefined : terms[found];
  return found === undefined || view === undefined ? undefined : { path: found, view };
};

/** In the deal itself, then in the financings that fund it, all at one position. */
const find = async (session: Session, id: string, path: string, options: ReadOptions): Promise<Found> => {
  const at = { path: `/v1/deals/${encodeURIComponent(id)}`, query: readQuery(options) };
  const { answer } = await ask(session.io, session.target, at, Deal);
  const own = under(answer.terms, path);
  if (own !== undefined) return own;
  const known = Object.keys(answer.terms);
  const query = {
    ...at.query,
    asAt: answer.basis === undefined ? options.asAt : `position:${String(answer.basis.position)}`,
  };
  for (const { financingId } of answer.financings) {
    const financing = { path: `/v1/financings/${encodeURIComponent(financingId)}`, query };
    const { answer: found } = await ask(session.io, session.target, financing, Terms);
    const figure = under(found.terms ?? {}, path);
    if (figure !== undefined) return { ...figure, path: `${figure.path} of ${financingId}` };
    known.push(...Object.keys(found.terms ?? {}));
  }
  throw usage(
    `Nobody recorded anything on ${path} of ${id}.`,
    known.length === 0
      ? 'No path of it has a value yet.'
      : `Paths with a value: ${[...new Set(known)].join(', ')}`,
  );
};

export const whyCommand = (io: Io): Command =>
  reading('why', 'why a figure stands: the rule step by step, and what became of every rival')
    .argument('<dealId>')
    .argument('<path>', 'for example deal.totalValue, or financing.amount of a financing that funds it')
    .action(async (id: string, path: string, options: ReadOptions, command: Command) => {
      const session = await sessionOf(io, command);
      const found = await find(session, id, path, options);
      await show(session, {
        document: found.view,
        items: [found.view],
        lines: (page) => dealWhy(found.path, found.view, page),
        rows: found.view.because.steps.map(({ step, kept, dropped, detail }) => ({
          path: found.path,
          value: figureText(found.view.value),
          step,
          decided: step === found.view.because.step,
          kept,
          dropped: dropped.length,
          detail,
          sources: sourceIds(found.view.because.sources).join(' '),
        })),
      });
    });
