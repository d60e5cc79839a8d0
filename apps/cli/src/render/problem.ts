import { z } from 'zod';
import { table } from './table.ts';
import { hanging, plain } from './text.ts';

/** RFC 9457, with this API's `code` and the pointers to every fault. */
export const Problem = z.object({
  title: z.string().nullish(),
  status: z.number().nullish(),
  code: z.string().nullish(),
  detail: z.string().nullish(),
  pointer: z.string().nullish(),
  other: z.string().nullish(),
  errors: z
    .array(
      z.object({ pointer: z.string().nullish(), code: z.string().nullish(), detail: z.string().nullish() }),
    )
    .nullish(),
});
export type Problem = z.infer<typeof Problem>;

const place = (pointer: string | null | undefined): string =>
  pointer === null || pointer === undefined ? '' : pointer === '' ? '(the body)' : plain(pointer);

/** What the server refused and where: one line for the problem, one for every place it points at. */
export const problemLines = (problem: Problem, width: number): readonly string[] => {
  const head = [problem.status ?? '', problem.code ?? problem.title ?? 'problem']
    .filter((part) => part !== '')
    .join(' ');
  const text = problem.detail ?? problem.title ?? '';
  const errors = problem.errors ?? [];
  const pointed = [problem.pointer, problem.other].filter((part) => typeof part === 'string');
  return [
    ...hanging('Refused: ', text === '' ? head : `${head}: ${text}`, width),
    ...table(
      errors.map(({ pointer, code, detail }) => [place(pointer), [code, detail].filter(Boolean).join(': ')]),
      { width, indent: 2 },
    ),
    ...(errors.length > 0 ? [] : pointed.flatMap((part) => hanging('  at ', place(part), width))),
  ];
};

/** The same on one line, for a line of an import. */
export const problemText = (problem: Problem): string => {
  const first = problem.errors?.[0];
  const more =
    (problem.errors?.length ?? 0) > 1 ? ` (and ${String((problem.errors?.length ?? 0) - 1)} more)` : '';
  const where = place(first?.pointer ?? problem.pointer);
  const detail = first?.detail ?? problem.detail ?? problem.title ?? '';
  const code = problem.code === 'INVALID_FIELDS' ? (first?.code ?? problem.code) : (problem.code ?? '');
  return [code, where, plain(detail)].filter((part) => part !== '').join(' ') + more;
};
