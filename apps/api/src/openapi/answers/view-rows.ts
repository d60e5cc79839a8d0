import type { ViewIndexRow, ViewRow } from '@dealtrail/ledger/view-rows';
import { z } from 'zod';
import type { RowsEnd, RowsHead } from '../../operations/rows.controller.ts';
import { component, like } from './component.ts';
import { count, position } from './values.ts';

const key = z.string().min(1).describe('Of the row: the id of its deal, financing, party or source.');

const head = like<RowsHead>()(
  z.strictObject({
    view: z.string().meta({ description: 'The view and its version.', examples: ['deal-current@1'] }),
    epoch: z.uuid().describe("The ledger's epoch."),
    position: position.describe('Every event up to here is in the rows, none after it.'),
  }),
);

const row = z.strictObject({
  key,
  changedAt: position.describe('Position of the last event of its key.'),
  state: z
    .looseObject({})
    .describe('As it is stored, byte for byte. Its shape is the own affair of the view version.'),
} satisfies Record<Exclude<keyof ViewRow, 'kind'>, z.ZodType>);

const indexRow = z.strictObject({
  key,
  from: position.describe('The first position at which the columns held these values.'),
  to: position.nullable().describe('The first at which they no longer did; null: they do still.'),
  columns: z.record(z.string(), z.unknown()),
} satisfies Record<Exclude<keyof ViewIndexRow, 'kind'>, z.ZodType>);

const end = like<RowsEnd>()(z.strictObject({ rows: count, indexRows: count }));

export const ViewLine = component(
  'ViewLine',
  'A line of what lies in the tables of a view: first how far it has come, then rows by key, then rows of its index by key and position, last how many there were.',
  z.union([head, row, indexRow, end]),
);
