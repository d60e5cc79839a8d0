import { connect } from '@dealtrail/ledger/connect';
import type { OpenContestant } from '../process/contestant.ts';
import { dealIdOf, eventsOfDeal, pastEvent, uuidOf } from './deal-past.ts';

const rowsTogether = 5_000;

const insert = `insert into log.events (ledger_id, position, event_id, stream_id, version, type, schema_version,
    recorded_at, command_id, fingerprint, payload)
  select 'main', p, e::uuid, s, v, t, 1, timestamptz '2026-11-01 09:00Z' + p * interval '1 ms', 'c' || p, '\\x00', d::json
  from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[]) as u(p, e, s, v, t, d)`;

/** Writes a past into the log's table, as its owner: nobody decides each of a million events for a measurement. */
export const open: OpenContestant = ({ url }) => {
  const pool = connect({ url, answerMs: 0 });
  const fill = async (events: number): Promise<void> => {
    const deals = Math.ceil(events / eventsOfDeal);
    for (let from = 0; from < events; from += rowsTogether) {
      const rows = Array.from({ length: Math.min(rowsTogether, events - from) }, (_, at) => {
        const [deal, nth] = [(from + at) % deals, Math.floor((from + at) / deals)];
        const position = from + at + 1;
        return [position, uuidOf(position), dealIdOf(deal), nth + 1, ...pastEvent(deal, nth)];
      });
      await pool.query(
        insert,
        [0, 1, 2, 3, 4, 5].map((column) => rows.map((row) => row[column])),
      );
    }
    await pool.query(
      `update log.ledgers l set position = e.position, recorded_at = e.recorded_at
       from log.events e where l.ledger_id = 'main' and e.ledger_id = 'main' and e.position = $1`,
      [events],
    );
    await pool.query('vacuum analyze');
  };
  return Promise.resolve({
    run: async ({ events = 1 }) => {
      const from = performance.now();
      await fill(events);
      return { 'events/s': (events * 1_000) / (performance.now() - from) };
    },
    close: () => pool.end(),
  });
};
