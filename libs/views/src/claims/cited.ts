import type { ClaimsState } from './claims.ts';

/** Every source that the claims rest on, with those that deny them. */
export const citedBy = ({ claims }: Pick<ClaimsState, 'claims'>): readonly string[] => [
  ...new Set(
    claims.flatMap(({ sources, denials }) =>
      [...sources, ...denials.flatMap((denial) => denial.sources)].map(({ sourceId }) => sourceId),
    ),
  ),
];
