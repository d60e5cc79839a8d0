import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { errorFields } from '@dealtrail/infra/json-logger';
import { readSettings } from '@dealtrail/infra/settings';
import { stopOnSignal } from '@dealtrail/infra/stop-on-signal';
import { startApi } from './start-api.ts';

const settings = readSettings(process.env);
const api = await startApi(settings);
stopOnSignal(api.stop, (error) => {
  new Logger('process').fatal({ message: 'stopping failed', ...errorFields(error) });
});
// Only now: whoever reads it may stop us the next moment.
process.stdout.write(
  `${JSON.stringify({ ready: true, url: api.url, ...(api.adminKey === undefined ? {} : { adminKey: api.adminKey }) })}\n`,
);
