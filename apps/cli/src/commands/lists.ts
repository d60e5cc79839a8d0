import type { Command } from 'commander';
import { Option } from 'commander';
import { z } from 'zod';
import { ask, understood } from '../http/client.ts';
import type { Io } from '../io.ts';
import type { Session } from '../output/show.ts';
import { sessionOf, show } from '../output/show.ts';
import { Conflict } from '../render/answers.ts';
import { conflictList, conflictRow } from '../render/conflicts.ts';
import { DealItem, dealList, dealRow, PartyItem, partyList, partyPage, partyRow } from '../render/lists.ts';
import type { Collected, ListOptions } from './reading.ts';
import { collect, documentOf, listing, moreLine, readQuery, wholeNumber } from './reading.ts';

const itemsOf = <T extends z.ZodType>(found: Collected, schema: T): readonly z.infer<T>[] =>
  understood(z.array(schema), found.items, 'the list');

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
      const found = await collect(session, '/v1/deals', query, options);
      const deals = itemsOf(found, DealItem);
      const lines = (page: Session['page']) => [...dealList(deals, page), ...moreLine(found)];
      await show(session, {
        document: documentOf(found),
        items: found.items,
        lines,
        rows: deals.map(dealRow),
      });
    });

const oneParty = async (session: Session, id: string, options: ListOptions): Promise<void> => {
  const asked = { path: `/v1/parties/${encodeURIComponent(id)}`, query: readQuery(options) };
  const { document, answer } = await ask(session.io, session.target, asked, PartyItem);
  const lines = (page: Session['page']) => partyPage(answer, page);
  await show(session, { document, items: [document], lines, rows: [partyRow(answer)] });
};

export const partiesCommand = (io: Io): Command =>
  listing('parties', 'the parties with all their names, or one of them')
    .argument('[partyId]', 'show this party')
    .option('--name <name>', 'any of its names')
    .action(
      async (id: string | undefined, options: ListOptions & { readonly name?: string }, command: Command) => {
        const session = await sessionOf(io, command);
        if (id !== undefined) return oneParty(session, id, options);
        const found = await collect(session, '/v1/parties', { name: options.name }, options);
        const parties = itemsOf(found, PartyItem);
        const lines = (page: Session['page']) => [...partyList(parties, page), ...moreLine(found)];
        return show(session, {
          document: documentOf(found),
          items: found.items,
          lines,
          rows: parties.map(partyRow),
        });
      },
    );

type ConflictsOptions = ListOptions & { readonly state?: string; readonly class?: string };

export const conflictsCommand = (io: Io): Command =>
  listing('conflicts', 'where sources do not agree, over the whole ledger')
    .option('--state <state>', 'open, subsumed, explained, adopted or retracted')
    .option('--class <class>', 'value, window, basis, identity, date, status, ...')
    .action(async (options: ConflictsOptions, command: Command) => {
      const session = await sessionOf(io, command);
      const found = await collect(
        session,
        '/v1/conflicts',
        { state: options.state, class: options.class },
        options,
      );
      const conflicts = itemsOf(found, Conflict);
      const lines = (page: Session['page']) => [
        ...conflictList(conflicts, found.basis, page),
        ...moreLine(found),
      ];
      await show(session, {
        document: documentOf(found),
        items: found.items,
        lines,
        rows: conflicts.map(conflictRow),
      });
    });
