import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { errorFields } from '@dealtrail/infra/json-logger';
import { readSettings } from '@dealtrail/infra/settings';
import { startApi } from './start-api.ts';

const settings = readSettings(process.env);
const api = await startApi(settings);
process.stdout.write(
  `${JSON.stringify({ ready: true, url: api.url, ...(api.adminKey === undefined ? {} : { adminKey: api.adminKey }) })}\n`,
);

let isStopping = false;
const stop = (): void => {
  if (isStopping) return;
  isStopping = true;
  void api.stop().then(
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
