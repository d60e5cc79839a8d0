import { createHash, randomInt, timingSafeEqual } from 'node:crypto';

export const roles = ['reader', 'analyst', 'auditor', 'admin'] as const;

export type Role = (typeof roles)[number];

/** What a role may do; `use` is the right a route asks for. */
export type Right = 'read' | 'record' | 'audit' | 'administer';

const rights: Readonly<Record<Role, readonly Right[]>> = {
  reader: ['read'],
  analyst: ['read', 'record'],
  auditor: ['read', 'audit'],
  admin: ['read', 'record', 'audit', 'administer'],
};

export const may = (role: Role, right: Right): boolean => rights[role].includes(right);

/** Who is asking: one key, of one ledger. `principal` is the actor of what it records. */
export type Caller = {
  readonly keyId: string;
  readonly ledgerId: string;
  readonly role: Role;
  readonly principal: string;
};

export type ApiKey = { readonly id: string; readonly secret: string };

const format = /^dt_([a-z0-9]{8,32})_([A-Za-z0-9]{32,})$/;

/** Undefined: not a key. */
export const parseKey = (text: string): ApiKey | undefined => {
  const [, id, secret] = format.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
};

export const keyText = ({ id, secret }: ApiKey): string => `dt_${id}_${secret}`;

const lower = 'abcdefghijklmnopqrstuvwxyz0123456789';
const letters = `${lower}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

const random = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');

/** 43 of 62 signs: 256 bits, so that a plain SHA-256 of the secret is as good as any slow hash. */
export const newKey = (): ApiKey => ({ id: random(lower, 12), secret: random(letters, 43) });

export const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export const isSecret = (secret: string, digest: Buffer): boolean =>
  timingSafeEqual(digestOf(secret), digest);
