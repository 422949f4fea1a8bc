import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { waitFor } from '@canbao/runtime';
import { identified, isRunning, signal, type Process } from './identity';
import { StartFault } from './settings';

/** What a data folder knows about the copy that uses it. */
interface Use {
  readonly port: number;
  readonly starter: Process;
  readonly processes: readonly Process[];
}

const servers = ['PostgreSQL', 'Kafka'];
const patienceMs = 15_000;

const useOf = (data: string): Use | undefined => {
  const file = join(data, 'running.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Use) : undefined;
};

/** The running copy that uses the folder, if there is one. */
export const copyOn = (data: string): Pick<Use, 'port' | 'starter'> | undefined => {
  const use = useOf(data);
  return use !== undefined && isRunning(use.starter) ? use : undefined;
};

/**
 * A data folder that this process alone may use, and the list of the processes it has started there. The list
 * outlives a starter that was killed, so that the next one finds what was left behind.
 */
export class DataFolder {
  private processes: readonly Process[] = [];
  private readonly starter = identified('npm start', process.pid);

  private constructor(
    private readonly data: string,
    private readonly port: number,
    private readonly lock: DatabaseSync,
  ) {}

  /** @throws StartFault if another copy uses the folder; then nothing in it has been touched. */
  static claim(data: string, port: number): DataFolder {
    return new DataFolder(data, port, lockOf(data));
  }

  /** Ends what a starter that was killed has left running, services first; the names of what was ended. */
  async clear(): Promise<readonly string[]> {
    const left = (useOf(this.data)?.processes ?? []).filter(isRunning);
    const isServer = ({ name }: Process): boolean => servers.includes(name);
    await Promise.all(left.filter((one) => !isServer(one)).map(ended));
    await Promise.all(left.filter(isServer).map(ended));
    this.write();
    return left.map(({ name }) => name);
  }

  /** To be called at once when a process has been started. */
  began(name: string, pid: number): void {
    this.processes = [...this.processes, identified(name, pid)];
    this.write();
  }

  over(pid: number): void {
    this.processes = this.processes.filter((one) => one.pid !== pid);
    this.write();
  }

  release(): void {
    rmSync(join(this.data, 'running.json'), { force: true });
    this.lock.close();
  }

  /** A reader sees the former list or the new one, whenever this process is killed. */
  private write(): void {
    const use: Use = { port: this.port, starter: this.starter, processes: this.processes };
    const file = join(this.data, 'running.json');
    writeFileSync(`${file}.new`, `${JSON.stringify(use)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}

/**
 * The system's own lock on a file, which ends with the process, however it ends. Node has no call for it;
 * SQLite takes it for a transaction that stays open.
 */
const lockOf = (data: string): DatabaseSync => {
  const lock = new DatabaseSync(join(data, 'in-use.lock'), { timeout: 0 });
  try {
    lock.exec('begin exclusive');
    return lock;
  } catch (error) {
    lock.close();
    if (!/locked/.test(String(error))) throw error;
    const use = useOf(data);
    const holder = use === undefined ? 'another copy' : `the copy on port ${use.port}`;
    throw new StartFault(
      `The data folder ${data} is in use by ${holder}. ` +
        'Stop it with npm stop, or start this one in another folder and on another port, ' +
        `for example CANBAO_DATA=${data}-2 PORT=${(use?.port ?? 8080) + 100} npm start.`,
    );
  }
};

/** PostgreSQL ends its sessions on SIGINT; on SIGTERM it would wait for them. */
export const stopSignal = (name: string): NodeJS.Signals => (name === 'PostgreSQL' ? 'SIGINT' : 'SIGTERM');

/** Asks a process to end, and ends it by force if it does not. */
export const ended = async (one: Process): Promise<void> => {
  const isOver = async (): Promise<true | undefined> => (isRunning(one) ? undefined : true);
  signal(one, stopSignal(one.name));
  if ((await waitFor(isOver, { timeoutMs: patienceMs, everyMs: 50 })) === true) return;
  signal(one, 'SIGKILL');
  await waitFor(isOver, { timeoutMs: patienceMs, everyMs: 50 });
};
