import type { z } from 'zod';
import { dealFrom } from './deal/deal.evolve.ts';
import { agreePrepayment } from './deal/agree-prepayment/agree-prepayment.ts';
import { announceDeal } from './deal/announce-deal/announce-deal.ts';
import { receivePrepayment } from './deal/receive-prepayment/receive-prepayment.ts';
import { relateDeals } from './deal/relate-deals/relate-deals.ts';
import { signDeal } from './deal/sign-deal/sign-deal.ts';
import { announceFinancing } from './financing/announce-financing/announce-financing.ts';
import { closeFinancing } from './financing/close-financing/close-financing.ts';
import { financingFrom } from './financing/financing.evolve.ts';
import { rateFinancing } from './financing/rate-financing/rate-financing.ts';
import { partyFrom } from './party/party.state.ts';
import { registerParty } from './party/register-party/register-party.ts';
import { renameParty } from './party/rename-party/rename-party.ts';
import { adoptTerm } from './record/adopt-term/adopt-term.ts';
import { citeRecord } from './record/cite-record/cite-record.ts';
import { correctRecord } from './record/correct-record/correct-record.ts';
import { denyReport } from './record/deny-report/deny-report.ts';
import { retractRecord } from './record/retract-record/retract-record.ts';
import { bookFrom } from './record/book.ts';
import type { Recorded } from './recorded.ts';
import { recordAssessment } from './said/record-assessment/record-assessment.ts';
import { recordStockMove } from './said/record-stock-move/record-stock-move.ts';
import { reportTerm } from './said/report-term/report-term.ts';
import type { Slice } from './slice.ts';
import { registerSource } from './source/register-source/register-source.ts';
import { retractSource } from './source/retract-source/retract-source.ts';
import { sourceFrom } from './source/source.state.ts';

/** A slice together with how its stream's history becomes the state it judges. */
export type Entry<
  Name extends string = string,
  Type extends string = string,
  Fields = unknown,
  State = unknown,
> = Slice<Name, Type, Fields, State> & {
  fold(history: readonly Recorded[]): State;
  /** True where the command may write the first event of its stream. */
  readonly opens: boolean;
};

/** For a command that may open its stream. */
const opening = <Name extends string, Type extends string, Fields, State>(
  slice: Slice<Name, Type, Fields, State>,
  fold: (history: readonly Recorded[]) => State,
): Entry<Name, Type, Fields, State> => ({ ...slice, fold, opens: true });

/** For a command whose stream must exist. */
const on = <Name extends string, Type extends string, Fields, State>(
  slice: Slice<Name, Type, Fields, State>,
  fold: (history: readonly Recorded[]) => State,
): Entry<Name, Type, Fields, State> => ({ ...slice, fold, opens: false });

/** Every command there is. A new one is one folder and one line here; the door, OpenAPI and the CLI follow. */
export const slices = {
  AnnounceDeal: opening(announceDeal, dealFrom),
  SignDeal: opening(signDeal, dealFrom),
  AgreePrepayment: on(agreePrepayment, dealFrom),
  ReceivePrepayment: on(receivePrepayment, dealFrom),
  RelateDeals: on(relateDeals, dealFrom),
  AnnounceFinancing: opening(announceFinancing, financingFrom),
  CloseFinancing: opening(closeFinancing, financingFrom),
  RateFinancing: on(rateFinancing, financingFrom),
  RecordStockMove: on(recordStockMove, bookFrom),
  ReportTerm: on(reportTerm, bookFrom),
  RecordAssessment: on(recordAssessment, bookFrom),
  DenyReport: on(denyReport, bookFrom),
  RegisterSource: opening(registerSource, sourceFrom),
  RetractSource: on(retractSource, sourceFrom),
  RegisterParty: opening(registerParty, partyFrom),
  RenameParty: on(renameParty, partyFrom),
  CiteRecord: on(citeRecord, bookFrom),
  AdoptTerm: on(adoptTerm, bookFrom),
  CorrectRecord: on(correctRecord, bookFrom),
  RetractRecord: on(retractRecord, bookFrom),
} as const;

export type CommandName = keyof typeof slices;
export type EventType = (typeof slices)[CommandName]['event'];

/** What each command asks for, by its name. */
export type FieldsOf<Name extends CommandName> = z.output<(typeof slices)[Name]['fields']>;

export const commandNames = Object.keys(slices) as readonly CommandName[];

export const isCommandName = (name: string): name is CommandName => Object.hasOwn(slices, name);

const byEvent: ReadonlyMap<string, Entry> = new Map(
  Object.values<Entry>(slices).map((slice) => [slice.event, slice]),
);

/** The slice that makes events of a type; undefined for a type nobody makes. */
export const sliceOfEvent = (type: string): Entry | undefined => byEvent.get(type);

export const eventTypes = Object.values(slices).map((slice) => slice.event) as readonly EventType[];

export const aggregates = ['deal', 'financing', 'party', 'source'] as const;
export type Aggregate = (typeof aggregates)[number];

/** Which kind of thing a stream is about: told by the prefix of its id. */
export const aggregateOf = (streamId: string): Aggregate | undefined =>
  aggregates.find((aggregate) => streamId.startsWith(`${aggregate}_`));
