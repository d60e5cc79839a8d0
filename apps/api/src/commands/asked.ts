import type { Ask, Context } from '@dealtrail/deals/slice';

/** A command on its way through the door: read, its pointers resolved, not decided yet. */
export type Asked = {
  readonly ledgerId: string;
  readonly actor: string;
  /** Undefined: any version. */
  readonly expectedVersion: number | undefined;
  readonly dryRun: boolean;
  /** As it came in. */
  readonly ask: Ask;
  /** With its pointers resolved. */
  readonly command: Ask;
  readonly targets: Context['targets'];
  readonly streamId: string;
  /** The log's, before anything of it was read for this. */
  readonly lineage: number;
  readonly commandId: string;
  readonly fingerprint: string;
  /** The client knows the command id, so its outcome is worth keeping even where nothing changed. */
  readonly isKept: boolean;
};
