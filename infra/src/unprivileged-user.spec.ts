import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { blockedAt, chooseUser } from './unprivileged-user.ts';

const passwd =
  'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1::/:/bin/false\nnobody:x:65534:65534::/:/bin/false\n';

describe('the user that root hands the server to', () => {
  test('is the one made for it, where there is one', () => {
    expect(chooseUser(`${passwd}dealtrail:x:990:991::/:/bin/false\n`)).toEqual({
      name: 'dealtrail',
      uid: 990,
      gid: 991,
    });
  });

  test('is nobody otherwise', () => {
    expect(chooseUser(passwd).name).toBe('nobody');
  });

  test('is any other user where nobody is missing, but never root', () => {
    expect(chooseUser(passwd.replace('nobody', 'root')).name).toBe('daemon');
    expect(() => chooseUser('root:x:0:0:root:/root:/bin/sh\n')).toThrow('names no other user');
  });

  test('is the owner of the data once there is data', () => {
    expect(chooseUser(passwd, 1).name).toBe('daemon');
    expect(chooseUser(passwd, 1234)).toEqual({ name: 'uid 1234', uid: 1234, gid: 1234 });
  });
});

describe('the way to a folder', () => {
  let folder = '';
  const stranger = { name: 'stranger', uid: 54_321, gid: 54_321 };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dealtrail-way-'));
    await mkdir(join(folder, 'private', 'inner'), { recursive: true });
    await chmod(folder, 0o755);
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test('is free when everybody may pass', () => {
    expect(blockedAt(join(folder, 'private', 'inner'), stranger)).toBeUndefined();
  });

  test('is blocked at the outermost folder that only its owner may enter', async () => {
    await chmod(join(folder, 'private'), 0o700);
    expect(blockedAt(join(folder, 'private', 'inner'), stranger)).toBe(join(folder, 'private'));
  });
});
