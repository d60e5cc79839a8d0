import { append } from './append.ts';
import { bulk } from './bulk.ts';
import { growth } from './growth.ts';
import { head } from './head.ts';
import { http } from './http.ts';
import { latency } from './latency.ts';
import type { Part } from './part.ts';
import { read } from './read.ts';
import { views } from './views.ts';

export const parts: readonly Part[] = [append, bulk, read, latency, http, views, growth, head];
