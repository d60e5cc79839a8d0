import { z } from 'zod';

/**
 * What the renderings read of the server's answers. Lenient on purpose: unknown fields are ignored and absent lists
 * are empty, so that a newer server's answer still prints; what is of another kind is said with its place.
 */
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
const maybe = <T extends z.ZodType>(item: T) => item.nullish();
const text = z.string();

export const Basis = z.object({
  epoch: maybe(text),
  position: z.number(),
  asAt: maybe(text),
  effectiveAt: maybe(text),
  view: maybe(text),
  policy: maybe(text),
});
export type Basis = z.infer<typeof Basis>;

/** A citation, on some answers only the source's id. */
export const Cited = z.union([text, z.object({ sourceId: text, locator: maybe(text) })]);
export type Cited = z.infer<typeof Cited>;
const sources = list(Cited);

export const Step = z.object({
  step: text,
  kept: maybe(z.unknown()),
  dropped: list(z.unknown()),
  detail: maybe(text),
});
export type Step = z.infer<typeof Step>;

const Rival = z.object({
  claimEventId: text,
  value: z.unknown(),
  sources,
  modality: maybe(text),
  lostAt: maybe(text),
  why: maybe(text),
});

export const FigureView = z.object({
  path: maybe(text),
  value: z.unknown(),
  because: z.object({
    claimEventId: maybe(text),
    sources,
    witnesses: list(text),
    step: maybe(text),
    steps: list(Step),
    marked: maybe(text),
  }),
  rivals: list(Rival),
});
export type FigureView = z.infer<typeof FigureView>;

export const Conflict = z.object({
  id: maybe(text),
  class: text,
  state: text,
  subject: maybe(text),
  path: maybe(text),
  claims: list(z.object({ claimEventId: text, value: z.unknown(), sources })),
  why: maybe(text),
  policy: maybe(text),
});
export type Conflict = z.infer<typeof Conflict>;

const Prepayment = z.object({
  prepaymentId: text,
  share: z.unknown().optional(),
  amount: z.unknown().optional(),
  of: maybe(text),
  received: list(
    z.object({ amount: z.unknown(), receivedOn: z.unknown().optional(), on: z.unknown().optional() }),
  ),
});

export const Deal = z.object({
  dealId: text,
  title: maybe(text),
  class: maybe(text),
  stage: maybe(text),
  stages: list(z.object({ stage: text, on: z.unknown(), eventId: maybe(text), position: maybe(z.number()) })),
  parties: list(z.object({ partyId: text, name: maybe(text), role: text, sources })),
  terms: z
    .record(text, FigureView)
    .nullish()
    .transform((terms) => terms ?? {}),
  prepayments: list(Prepayment),
  financings: list(z.object({ financingId: text, stage: maybe(text), amount: maybe(FigureView) })),
  related: list(z.object({ otherDealId: text, kind: text, direction: maybe(text) })),
  assessments: list(z.object({ kind: text, summary: text, modality: maybe(text), sources })),
  openConflicts: maybe(z.number()),
  changedAt: maybe(z.number()),
  basis: Basis.optional(),
});
export type Deal = z.infer<typeof Deal>;

const Claim = z.object({
  claimEventId: text,
  position: maybe(z.number()),
  value: z.unknown(),
  modality: maybe(text),
  sources,
  witnesses: list(text),
  standing: maybe(text),
});

export const Claims = z.object({
  dealId: maybe(text),
  paths: list(
    z.object({
      subject: maybe(text),
      path: text,
      type: maybe(text),
      current: maybe(text),
      claims: list(Claim),
      witnesses: list(text),
      conflict: maybe(z.unknown()),
    }),
  ),
  conflicts: list(Conflict),
  matrix: maybe(
    z.object({
      sources: list(text),
      rows: list(z.object({ subject: maybe(text), path: text, cells: z.record(text, z.unknown()) })),
    }),
  ),
  basis: Basis.optional(),
});
export type Claims = z.infer<typeof Claims>;

export const Reactions = z.object({
  dealId: maybe(text),
  groups: list(
    z.object({
      listing: z.unknown(),
      tradingDate: z.unknown(),
      session: maybe(text),
      measure: maybe(text),
      moves: list(
        z.object({
          eventId: text,
          position: maybe(z.number()),
          change: z.unknown().optional(),
          asStated: maybe(text),
          window: z.looseObject({}).nullish(),
          sources,
          modality: maybe(text),
        }),
      ),
    }),
  ),
  conflicts: list(Conflict),
  basis: Basis.optional(),
});
export type Reactions = z.infer<typeof Reactions>;

const Input = z.object({ path: text, claimEventId: maybe(text), value: z.unknown().optional() });

export const Stack = z.object({
  dealId: maybe(text),
  layers: list(
    z.object({
      kind: text,
      label: maybe(text),
      financingId: maybe(text),
      prepaymentId: maybe(text),
      amount: z.unknown(),
      basis: maybe(z.unknown()),
      sources,
      because: z.unknown().optional(),
    }),
  ),
  coverage: list(
    z.object({
      value: z.unknown(),
      numerator: list(text),
      denominator: maybe(text),
      sources,
      claimEventId: maybe(text),
    }),
  ),
  derived: list(
    z.object({
      name: text,
      formula: maybe(text),
      inputs: list(Input),
      assumptions: list(text),
      result: z.unknown(),
      exact: maybe(text),
    }),
  ),
  contingent: list(z.object({ path: text, value: z.unknown(), sources })),
  basis: Basis.optional(),
});
export type Stack = z.infer<typeof Stack>;
export type DerivedFigure = Stack['derived'][number];

export const sourceIds = (cited: readonly Cited[]): readonly string[] => [
  ...new Set(cited.map((citation) => (typeof citation === 'string' ? citation : citation.sourceId))),
];
