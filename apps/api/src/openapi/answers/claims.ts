import type { MeasuredBy as MeasuredByType } from '@dealtrail/deals/claims/claim';
import type { Cell as CellType, Matrix as MatrixType, MatrixRow } from '@dealtrail/deals/claims/matrix';
import { AnyFigure } from '@dealtrail/deals/values/figure';
import { EventId } from '@dealtrail/deals/values/ids';
import { Modality } from '@dealtrail/deals/values/modality';
import type { ClaimsAnswer, ClaimView, PathClaims as PathClaimsType } from '@dealtrail/views/claims/answer';
import { z } from 'zod';
import { Basis } from './basis.ts';
import { component, like, word } from './component.ts';
import { Conflict, conflicts } from './conflicts.ts';
import { claimEventId, witnesses } from './figures.ts';
import { changedAt, dealId, path, position, sourceId, sources, streamId } from './values.ts';

const MeasuredBy = component(
  'MeasuredBy',
  'Of a share: what it counts, and of what it is the share.',
  like<MeasuredByType>()(
    z.strictObject({ numerator: z.array(z.string()), denominator: z.string().optional() }),
  ),
);

const Claim = component(
  'Claim',
  'One thing that somebody says on one path.',
  like<ClaimView>()(
    z.strictObject({
      claimEventId,
      position,
      value: AnyFigure,
      modality: Modality,
      sources,
      measuredBy: MeasuredBy.optional(),
      witnesses,
      standing: z
        .enum(['standing', 'retracted', 'correctedAway'])
        .describe('correctedAway: we mistyped it; the corrected value is a claim of the same event.'),
    }),
  ),
);

const PathClaims = component(
  'PathClaims',
  'Everything claimed on one path of one subject, also what lost, was retracted or corrected away.',
  like<PathClaimsType>()(
    z.strictObject({
      subject: streamId,
      path,
      type: word(
        z.enum(['money', 'rate', 'duration', 'power', 'decimal', 'text', 'date', 'hardware']),
      ).describe('What its figures are of.'),
      current: claimEventId.nullable().describe('The event whose claim stands; null when none does.'),
      claims: z.array(Claim),
      witnesses,
      conflict: Conflict.nullable().describe('An open one before one that is settled; null: none.'),
    }),
  ),
);

const Cell = component(
  'Cell',
  'What one source says on one path: the events that carry it, or nothing. Silence is not a claim.',
  like<CellType>()(
    z.discriminatedUnion('says', [
      z.strictObject({ says: z.literal('claims'), claimEventIds: z.array(EventId) }),
      z.strictObject({ says: z.literal('silent') }),
    ]),
  ),
);

const Row = like<MatrixRow>()(
  z.strictObject({
    subject: streamId,
    path,
    cells: z.record(z.string(), Cell).describe('By source id: one for each source of the matrix.'),
  }),
);

const Matrix = component(
  'Matrix',
  'Sources by paths: who says what, and who says nothing.',
  like<MatrixType>()(z.strictObject({ sources: z.array(sourceId), rows: z.array(Row) })),
);

const claims = like<ClaimsAnswer>()(
  z.strictObject({ dealId, paths: z.array(PathClaims), conflicts, matrix: Matrix, changedAt }),
);

export const Claims = component(
  'Claims',
  'Who says what of a deal, of the financings that fund it and of their parties.',
  claims.extend({ basis: Basis }),
);
