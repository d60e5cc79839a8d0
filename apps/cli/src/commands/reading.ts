import { Command, InvalidArgumentError, Option } from 'commander';
import type { Query } from '../http/client.ts';

export const wholeNumber = (text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It should be a whole number, 0 or more.');
  return Number(text);
};

export type ReadOptions = {
  readonly asAt?: string;
  readonly effectiveAt?: string;
  readonly minPosition?: number;
};

/** A command that reads: takes both times and the position to wait for. */
export const reading = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option('--as-at <instant>', 'what the ledger knew then: an RFC 3339 instant, or position:<n>')
    .option('--effective-at <date>', 'what was true in the world on that day (YYYY-MM-DD)')
    .addOption(
      new Option('--min-position <n>', 'wait until the view has seen this position').argParser(wholeNumber),
    );

export const readQuery = ({ asAt, effectiveAt, minPosition }: ReadOptions): Query => ({
  asAt,
  effectiveAt,
  minPosition,
});
