import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that cannot be mistaken for a later one with the same id. */
export type ProcessMark = { readonly pid: number; readonly startedAt: string };

/** Linux: field 22 of /proc/<pid>/stat, in ticks since boot; a process that only waits to be collected is gone. */
const startOnLinux = (pid: number): string | undefined => {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
};

const startElsewhere = (pid: number): string | undefined => {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
};

/** Undefined: there is no such process. */
export const markOf = (pid: number): ProcessMark | undefined => {
  const startedAt = process.platform === 'linux' ? startOnLinux(pid) : startElsewhere(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
};

export const isRunning = (mark: ProcessMark): boolean => markOf(mark.pid)?.startedAt === mark.startedAt;
