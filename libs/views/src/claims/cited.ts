import type { ClaimsState } from './claims.ts';

/** Every source that the claims and the other events rest on, with those that deny a claim. */
export const citedBy = ({ claims, events }: ClaimsState): readonly string[] => [
  ...new Set(
    [
      ...claims.flatMap(({ sources, denials }) => [
        ...sources,
        ...denials.flatMap((denial) => denial.sources),
      ]),
      ...events.flatMap(({ event }) => event.sources),
    ].map(({ sourceId }) => sourceId),
  ),
];
