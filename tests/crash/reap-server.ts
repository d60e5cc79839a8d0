import { spawn } from 'node:child_process';

/**
 * Waits on its standard input, which ends when this process does, be it by kill -9; then kills the server that holds the
 * data, whichever start of it that is by then, and removes the folders.
 */
const script = `
data=$1; shift
read -r _
pid=$(head -n 1 "$data/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ]; then
  kids=$(ps -A -o pid=,ppid= | awk -v p="$pid" '$2 == p { print $1 }')
  kill -9 "$pid" $kids 2>/dev/null
  sleep 0.3
fi
umount "$data" 2>/dev/null
rm -rf "$@"
`;

/** So no run leaves a server behind, however it ends. */
export const reapServerAfterUs = (data: string, folders: readonly string[]): void => {
  const reaper = spawn('/bin/sh', ['-c', script, 'reaper', data, ...folders], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  reaper.unref();
};
