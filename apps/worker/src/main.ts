import 'reflect-metadata';
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
      process.stderr.write(`stopping failed: ${String(error)}\n`);
      process.exit(1);
    },
  );
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
