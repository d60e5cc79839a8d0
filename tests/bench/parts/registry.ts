import { append } from './append.ts';
import type { Part } from './part.ts';

export const parts: readonly Part[] = [append];
