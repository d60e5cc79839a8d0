import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Waits on its standard input, which ends when this process does, be it by kill -9; then ends the server at once
 * (nothing in it is worth keeping) and removes its folders. So no run leaves a server behind, however it ends.
 */
const script = `
pid=$1; shift
read -r _
kill -QUIT "$pid" 2>/dev/null
tries=0
while kill -0 "$pid" 2>/dev/null && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
rm -rf "$@"
`;

/** Returns the way to have it done now, and to wait until it is done. */
export const reapAfterUs = (pid: number, folders: readonly string[]): (() => Promise<void>) => {
  const reaper = spawn('/bin/sh', ['-c', script, 'reaper', String(pid), ...folders], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  reaper.unref();
  return async () => {
    reaper.ref();
    const done = once(reaper, 'exit');
    reaper.stdin.end();
    await done;
  };
};
