import { randomUUID } from 'node:crypto';
import { append } from '../../ledger/src/append.ts';

export const planted = (): string => append(randomUUID());
