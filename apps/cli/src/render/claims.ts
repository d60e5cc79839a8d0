import type { Claims } from './answers.ts';
import { sourceIds } from './answers.ts';
import type { Page } from './basis.ts';
import { basisLines } from './basis.ts';
import { conflictLines } from './conflicts.ts';
import { table } from './table.ts';
import { counted, hanging, section, wrap } from './text.ts';
import { figureText, valueText } from './values.ts';

type PathClaims = Claims['paths'][number];
type Claim = PathClaims['claims'][number];

const gone: Readonly<Record<string, string>> = { retracted: 'retracted', correctedAway: 'corrected away' };

const mark = (claim: Claim, current: string | null | undefined): string =>
  gone[claim.standing ?? ''] === undefined ? (claim.claimEventId === current ? '*' : ' ') : 'x';

const claimRow = (claim: Claim, current: string | null | undefined): readonly string[] => [
  mark(claim, current),
  figureText(claim.value),
  [claim.modality ?? '', gone[claim.standing ?? ''] ?? ''].filter((part) => part !== '').join(', '),
  sourceIds(claim.sources).join(', '),
];

const pathLines = (path: PathClaims, page: Page): readonly string[] => [
  '',
  ...hanging(
    '',
    `${path.path}${path.subject === null || path.subject === undefined ? '' : ` of ${path.subject}`}: ${counted(path.claims.length, 'claim')}, ${counted(path.witnesses.length, 'witness', 'witnesses')}`,
    page.width,
  ),
  ...table(
    path.claims.map((claim) => claimRow(claim, path.current)),
    { ...page, indent: 2 },
  ),
];

type Matrix = NonNullable<Claims['matrix']>;

const speaks = (cell: unknown): boolean =>
  typeof cell === 'object' && cell !== null && 'says' in cell && cell.says === 'claims';

/** Sources by paths: x claims, a point says nothing. Sources are numbered so that the table fits a terminal. */
const matrixLines = ({ sources, rows }: Matrix, page: Page): readonly string[] => [
  ...table(
    rows.map(({ path, subject, cells }) => [
      path,
      subject ?? '',
      ...sources.map((source) => (speaks(cells[source]) ? 'x' : '.')),
    ]),
    { ...page, indent: 2, head: ['path', 'of', ...sources.map((_, index) => String(index + 1))] },
  ),
  ...sources.flatMap((source, index) => hanging(`  ${String(index + 1).padStart(2)} `, source, page.width)),
];

/** Every claim on every path with who makes it, the conflicts, and who says nothing. */
export const claimsPage = (answer: Claims, page: Page): readonly string[] => [
  ...wrap(`Claims about ${answer.dealId ?? 'the deal'} (* stands, x no longer stands)`, page.width),
  ...basisLines(answer.basis, page),
  ...answer.paths.flatMap((path) => pathLines(path, page)),
  ...section(
    'Conflicts',
    answer.conflicts.flatMap((conflict) => conflictLines(conflict, page)),
  ),
  ...(answer.matrix === null || answer.matrix === undefined
    ? []
    : section('Who speaks', matrixLines(answer.matrix, page))),
];

/** One flat row a claim, for CSV and NDJSON. */
export const claimRows = (answer: Claims): readonly Readonly<Record<string, unknown>>[] =>
  answer.paths.flatMap((path) =>
    path.claims.map((claim) => ({
      subject: path.subject ?? '',
      path: path.path,
      current: claim.claimEventId === path.current,
      value: valueText(claim.value),
      modality: claim.modality ?? '',
      standing: claim.standing ?? '',
      sources: sourceIds(claim.sources).join(' '),
      claimEventId: claim.claimEventId,
      position: claim.position ?? '',
    })),
  );
