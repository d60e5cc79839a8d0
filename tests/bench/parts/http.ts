import { randomBytes } from 'node:crypto';
import { startApi } from '../process/start-api.ts';
import { measure } from '../report/section.ts';
import type { Section } from '../report/section.ts';
import type { Part } from './part.ts';
import { as } from './runs.ts';

const secretBytes = 20;

const names = { ours: 'Dealtrail commands/s', echo: 'echo commands/s' };

export const http: Part = {
  name: 'http',
  about: 'commands over HTTP, against a route that only echoes them',
  measure: async function* (stage, wish) {
    const { apiUrl } = await stage.dealtrail('http_dealtrail');
    const key = `dt_benchadmin_${randomBytes(secretBytes).toString('hex')}`;
    const api = await startApi(stage.root, apiUrl, key);
    stage.atEnd(api.stop);
    const echo = await stage.contestant('echo', '');
    const { port } = await echo.run({ run: 'port' });
    // In processes of their own: whoever loads must not share a thread with whoever is loaded.
    const ours = await stage.contestant('load.mjs', api.url, { key });
    const floor = await stage.contestant('load.mjs', `http://127.0.0.1:${String(port)}`, { key, isEcho: 1 });
    const sectionOf = (title: string, run: string, atLeast: number): Section => ({
      title,
      runs: [as('Dealtrail', ours, { run }), as('echo', floor, { run })],
      targets: [{ of: names.ours, against: names.echo, atLeast }],
    });
    yield await measure(
      sectionOf('AnnounceDeal over HTTP, new deals, 64 connections', 'announce', 0.35),
      wish,
    );
    yield await measure(
      sectionOf('RecordStockMove over HTTP, 100 hot deals, 64 connections', 'moves', 0.25),
      wish,
    );
  },
};
