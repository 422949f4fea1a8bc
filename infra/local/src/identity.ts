import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** A process of this machine: its number alone says little, because numbers are used again. */
export interface Process {
  readonly name: string;
  readonly pid: number;
  /** When it began, as the system tells it; never the same for two processes with one number. */
  readonly began: string;
}

/** When the process with this number began; undefined if there is none, or only its entry is left. */
export const beganOf = (pid: number): string | undefined =>
  existsSync('/proc/self/stat') ? fromProc(pid) : fromPs(pid);

/** Linux: ticks since the boot, and which boot. */
const fromProc = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may itself hold brackets and blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${boot}/${fields[19]}`;
  } catch {
    return undefined;
  }
};

const fromPs = (pid: number): string | undefined => {
  const { stdout, status } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
  });
  const [state = 'Z', ...began] = (stdout ?? '').trim().split(/\s+/);
  return status !== 0 || state.startsWith('Z') ? undefined : began.join(' ');
};

/** The process as it is now, to be recognised later. */
export const identified = (name: string, pid: number): Process => ({
  name,
  pid,
  began: beganOf(pid) ?? '',
});

/** Whether exactly this process still runs, and not another under its number. */
export const isRunning = ({ pid, began }: Process): boolean => began !== '' && beganOf(pid) === began;

/** Sends a signal to exactly this process; nothing happens if it has ended. */
export const signal = (process_: Process, name: NodeJS.Signals): void => {
  if (!isRunning(process_)) return;
  try {
    process.kill(process_.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
