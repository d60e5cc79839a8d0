/** What one run measured, by name: `events/s` or `p99 ms`, say. */
export type Readings = Readonly<Record<string, number>>;

/** What is to be run, told to the contestant in its own process. */
export type Job = {
  /** Which of the contestant's runs. */
  readonly run: string;
  /** How long, for runs that are a rate over time. */
  readonly seconds?: number;
  /** How many callers keep one call each in flight. */
  readonly callers?: number;
  /** How many events, for runs that do a fixed amount of work; a rate ends with it, too. */
  readonly events?: number;
};

/** The event that everybody writes, in the forms that their interfaces take. */
export type Sample = {
  readonly data: object;
  readonly metadata: object;
  readonly dataText: string;
  readonly metadataText: string;
  /** Data and metadata in one text, as Dealtrail stores them. */
  readonly payloadText: string;
};

export type Opening = {
  /** The database. Holds a password: sent over the channel, never on the command line. */
  readonly url: string;
  readonly sample: Sample;
  /** Whatever else this contestant needs. */
  readonly settings: Readonly<Record<string, string | number>>;
};

/**
 * How many times a second `work` is done by so many callers side by side, each waiting for its own before the next; until
 * the time is up, or that many are done.
 */
export type Rate = (
  callers: number,
  limit: { readonly seconds?: number; readonly events?: number },
  work: (caller: number) => Promise<unknown>,
) => Promise<number>;

export type Contestant = {
  readonly run: (job: Job) => Promise<Readings>;
  readonly close: () => Promise<void>;
};

/** Exported as `open` by every contestant's module. */
export type OpenContestant = (opening: Opening, tools: { readonly rate: Rate }) => Promise<Contestant>;
