import type { Command } from 'commander';
import { Option } from 'commander';
import { ask } from '../http/client.ts';
import type { Io } from '../io.ts';
import type { Session } from '../output/show.ts';
import { sessionOf, show } from '../output/show.ts';
import { Conflict } from '../render/answers.ts';
import { conflictList, conflictRow } from '../render/conflicts.ts';
import { DealItem, dealList, dealRow, PartyItem, partyList, partyPage, partyRow } from '../render/lists.ts';
import type { List, ListOptions } from './listing.ts';
import { listing, showList } from './listing.ts';
import { readQuery, wholeNumber } from './reading.ts';

type DealsOptions = ListOptions & {
  readonly stage?: string;
  readonly class?: string;
  readonly party?: string;
  readonly minValue?: string;
  readonly maxValue?: string;
  readonly currency?: string;
  readonly announcedFrom?: string;
  readonly announcedTo?: string;
  readonly changedSince?: number;
  readonly sort?: string;
};

const dealsList: Omit<List<typeof DealItem>, 'query'> = {
  path: '/v1/deals',
  item: DealItem,
  row: dealRow,
  lines: (deals, _, page) => dealList(deals, page),
};

export const dealsCommand = (io: Io): Command =>
  listing('deals', 'the deals, filtered and sorted')
    .option('--stage <stage>', 'announced, signed, ...')
    .option('--class <class>', 'cloudServices, merger, ...')
    .option('--party <partyId>', 'deals in which this party has a role')
    .option('--min-value <amount>', 'in --currency')
    .option('--max-value <amount>', 'in --currency')
    .option('--currency <code>', 'ISO 4217')
    .option('--announced-from <date>')
    .option('--announced-to <date>')
    .addOption(new Option('--changed-since <position>', 'changed after this position').argParser(wholeNumber))
    .option('--sort <order>', 'as the API has it')
    .action(async (options: DealsOptions, command: Command) => {
      const session = await sessionOf(io, command);
      const { stage, class: kind, party, minValue, maxValue, currency } = options;
      const { announcedFrom, announcedTo, changedSince, sort } = options;
      const query = {
        stage,
        class: kind,
        party,
        minValue,
        maxValue,
        currency,
        announcedFrom,
        announcedTo,
        changedSince,
        sort,
      };
      await showList(session, { ...dealsList, query }, options);
    });

const oneParty = async (session: Session, id: string, options: ListOptions): Promise<void> => {
  const asked = { path: `/v1/parties/${encodeURIComponent(id)}`, query: readQuery(options) };
  const { document, answer } = await ask(session.io, session.target, asked, PartyItem);
  const lines = (page: Session['page']) => partyPage(answer, page);
  await show(session, { document, items: [document], lines, rows: [partyRow(answer)] });
};

const partiesList: Omit<List<typeof PartyItem>, 'query'> = {
  path: '/v1/parties',
  item: PartyItem,
  row: partyRow,
  lines: (parties, _, page) => partyList(parties, page),
};

export const partiesCommand = (io: Io): Command =>
  listing('parties', 'the parties with all their names, or one of them')
    .argument('[partyId]', 'show this party')
    .option('--name <name>', 'any of its names')
    .action(
      async (id: string | undefined, options: ListOptions & { readonly name?: string }, command: Command) => {
        const session = await sessionOf(io, command);
        if (id !== undefined) return oneParty(session, id, options);
        return showList(session, { ...partiesList, query: { name: options.name } }, options);
      },
    );

type ConflictsOptions = ListOptions & { readonly state?: string; readonly class?: string };

const conflictsList: Omit<List<typeof Conflict>, 'query'> = {
  path: '/v1/conflicts',
  item: Conflict,
  row: conflictRow,
  lines: conflictList,
};

export const conflictsCommand = (io: Io): Command =>
  listing('conflicts', 'where sources do not agree, over the whole ledger')
    .option('--state <state>', 'open, subsumed, explained, adopted or retracted')
    .option('--class <class>', 'value, window, basis, identity, date, status, ...')
    .action(async (options: ConflictsOptions, command: Command) => {
      const session = await sessionOf(io, command);
      const query = { state: options.state, class: options.class };
      await showList(session, { ...conflictsList, query }, options);
    });
