import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { errorFields } from '@dealtrail/infra/json-logger';
import { readSettings } from '@dealtrail/infra/settings';
import { stopOnSignal } from '@dealtrail/infra/stop-on-signal';
import { startWorker } from './start-worker.ts';

const worker = await startWorker(readSettings(process.env));
stopOnSignal(worker.stop, (error) => {
  new Logger('process').fatal({ message: 'stopping failed', ...errorFields(error) });
});
// Only now: whoever reads it may stop us the next moment.
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
