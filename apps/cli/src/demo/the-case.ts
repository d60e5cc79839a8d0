import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { dealPath } from '../commands/deal.ts';
import { exitCodes, Failure } from '../exit-codes.ts';
import { ask, jsonOf, send } from '../http/client.ts';
import { linesOf } from '../http/lines.ts';
import type { Target } from '../http/target.ts';
import type { Io } from '../io.ts';
import { Claims, Conflict, Deal, Reactions, Stack } from '../render/answers.ts';
import { isRefused, LineResult, lineText } from '../render/outcome.ts';
import { Timeline } from '../render/timeline.ts';

/** The real case of the repository: IREN and Microsoft, from five articles. */
export const caseFile = fileURLToPath(
  new URL('../../../../tests/cases/iren-microsoft/commands.ndjson', import.meta.url),
);

const timelinePageMax = 1000;

/** Records every line of the file; answers with the last position and the deal that it opens. */
export const recordCase = async (
  io: Io,
  target: Target,
  file: string,
): Promise<{ readonly dealId: string; readonly position: number; readonly events: number }> => {
  const text = await readFile(file, 'utf8');
  const response = await send(io, target, {
    method: 'POST',
    path: '/v1/commands',
    headers: { 'content-type': 'application/x-ndjson' },
    body: text,
  });
  let position = 0;
  let events = 0;
  for await (const line of linesOf(response.body as unknown as AsyncIterable<Uint8Array>)) {
    const result = LineResult.parse(jsonOf(line));
    if (isRefused(result)) throw new Failure(exitCodes.refused, [lineText(result, false)]);
    position = Math.max(position, result.position ?? 0);
    events += 1;
  }
  return { dealId: dealOpenedBy(text, file), position, events };
};

const Opening = z.looseObject({ command: z.literal('AnnounceDeal'), dealId: z.string() });

const dealOpenedBy = (text: string, file: string): string => {
  for (const line of text.split('\n')) {
    const opening = Opening.safeParse(jsonOf(line));
    if (opening.success) return opening.data.dealId;
  }
  throw new Failure(exitCodes.usage, [`${file} announces no deal.`]);
};

const Items = z.object({ items: z.array(z.unknown()) });

/** Every answer on the deal at one position: as it came from the server, and as it is read for printing. */
export const readCase = async (io: Io, target: Target, dealId: string, position: number) => {
  const at = { minPosition: position, asAt: `position:${String(position)}` };
  const read = <T extends z.ZodType>(view: string, schema: T, query = {}) =>
    ask(io, target, { path: dealPath(dealId, view), query: { ...at, ...query } }, schema);
  const [deal, timeline, reactions, claims, stack] = [
    await read('', Deal),
    await read('timeline', Timeline, { limit: timelinePageMax }),
    await read('stock-reactions', Reactions),
    await read('claims', Claims),
    await read('capital-stack', Stack),
  ];
  const documents = {
    deal: deal.document,
    timeline: Items.parse(timeline.document).items,
    reactions: z.object({ groups: z.array(z.unknown()) }).parse(reactions.document).groups,
    conflicts: z.object({ conflicts: z.array(z.unknown()) }).parse(claims.document).conflicts,
    capitalStack: stack.document,
    position,
  };
  const answers = {
    deal: deal.answer,
    timeline: timeline.answer,
    reactions: reactions.answer,
    conflicts: z.array(Conflict).parse(claims.answer.conflicts),
    stack: stack.answer,
  };
  return { documents, answers };
};

export type CaseAnswers = Awaited<ReturnType<typeof readCase>>['answers'];
