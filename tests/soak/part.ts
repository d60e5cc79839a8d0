/** What a part of the soak did. `violations`: one readable text each, with the seed that shows it again. */
export type SoakCounts = {
  readonly histories: number;
  readonly calls: number;
  readonly events: number;
  /** Processes, backends, servers and connections that were killed or cut. */
  readonly kills: number;
  /** The same, by what it was. */
  readonly kinds?: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
};

export type SoakPart = {
  readonly name: string;
  /** Goes on until that instant (milliseconds since 1970), finishes what it has begun, and cleans up after itself. */
  readonly run: (until: number, seed: number) => Promise<SoakCounts>;
};

export const noCounts: SoakCounts = { histories: 0, calls: 0, events: 0, kills: 0, violations: [] };

export const sumOf = (counts: readonly SoakCounts[]): SoakCounts =>
  counts.reduce(
    (sum, one) => ({
      histories: sum.histories + one.histories,
      calls: sum.calls + one.calls,
      events: sum.events + one.events,
      kills: sum.kills + one.kills,
      kinds: added(sum.kinds, one.kinds),
      violations: [...sum.violations, ...one.violations],
    }),
    noCounts,
  );

type Kinds = NonNullable<SoakCounts['kinds']>;

const added = (sum: Kinds = {}, more: Kinds = {}): Kinds => ({
  ...sum,
  ...Object.fromEntries(Object.entries(more).map(([kind, count]) => [kind, (sum[kind] ?? 0) + count])),
});
