import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { errorFields } from '@dealtrail/infra/json-logger';
import { readSettings } from '@dealtrail/infra/settings';
import { startWorker } from './start-worker.ts';

const worker = await startWorker(readSettings(process.env));
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);

let isStopping = false;
const stop = (): void => {
  if (isStopping) return;
  isStopping = true;
  void worker.stop().then(
    () => {
      process.exit(0);
    },
    (error: unknown) => {
      new Logger('process').fatal({ message: 'stopping failed', ...errorFields(error) });
      process.exit(1);
    },
  );
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
