import { afterAll } from '@jest/globals';
import './every-fact.ts';
import './every-conflict.ts';
// Last: it records more.
import './what-follows.ts';
import { theCase } from './recorded-case.ts';

afterAll(async () => {
  await (await theCase()).close();
});
