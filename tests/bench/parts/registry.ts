import { append } from './append.ts';
import { bulk } from './bulk.ts';
import type { Part } from './part.ts';
import { read } from './read.ts';

export const parts: readonly Part[] = [append, bulk, read];
