import pg from 'pg';
import { pause, waitFor } from '@canbao/runtime';
import { cpuSecondsByProcess } from './processes';
import { callsBetween, statementCalls, type StatementCalls } from './statements';
import { TopicLog, type TopicLogs, type TopicWork } from './topic-logs';
import { walBetween, walEnd, type WalWork } from './wal';

/** What the servers did in an interval. */
export interface Work {
  readonly seconds: number;
  readonly wal: WalWork;
  readonly statements: StatementCalls;
  readonly topics: TopicLogs;
  /** Processor time by process. */
  readonly cpuSeconds: Readonly<Record<string, number>>;
}

const login = 'work_counter';

/**
 * Counts what the servers of a stack do: log records, statements, messages. Autovacuum is off meanwhile,
 * because it comes by the clock, and a checkpoint is made beforehand, so that none comes between.
 */
export class WorkCounter {
  private rested = { end: 0, forMs: 0 };

  private constructor(
    private readonly database: pg.Client,
    private readonly topics: TopicLog,
  ) {}

  /** For the stack whose servers store in the folder; it must have been prepared to count statements. */
  static async open(url: string, brokers: readonly string[], data: string): Promise<WorkCounter> {
    const database = new pg.Client({ connectionString: url });
    await database.connect();
    await database.query('create extension if not exists pg_walinspect');
    await database.query('create extension if not exists pg_stat_statements');
    await database.query('alter system set autovacuum = off');
    await database.query('select pg_reload_conf()');
    // A role of its own, so that its statements can be told from those of the services.
    await database.query(`drop role if exists ${login}`);
    await database.query(`create role ${login} superuser`);
    await database.query(`set role ${login}`);
    await database.query('checkpoint');
    return new WorkCounter(database, await TopicLog.open(brokers, data));
  }

  /** Counts from a quiet moment to the next one after the work. */
  async count(work: () => Promise<unknown>): Promise<Work> {
    await this.quiet(quietMs);
    const [lsn, calls, logs] = await this.look();
    const [began, cpu] = [performance.now(), cpuSecondsByProcess()];
    await work();
    await this.quiet(quietMs);
    const seconds = (performance.now() - began) / 1000;
    const [lsnAfter, callsAfter, logsAfter] = await this.look();
    return {
      seconds,
      wal: await walBetween(this.database, lsn, lsnAfter),
      statements: callsBetween(calls, callsAfter),
      topics: growthOf(logs, logsAfter),
      cpuSeconds: Object.fromEntries(
        Object.entries(cpuSecondsByProcess()).map(([name, used]) => [name, used - (cpu[name] ?? 0)]),
      ),
    };
  }

  /**
   * Waits until nothing has been stored for so long, unless it was at rest and still is. At rest the server
   * writes a snapshot of running transactions now and then, which is less than any commit of the services.
   */
  async quiet(forMs: number): Promise<void> {
    let [end, since] = [await this.lsn(), performance.now()];
    if (forMs <= this.rested.forMs && end - this.rested.end <= atRestBytes) return;
    const isQuiet = await waitFor(
      async () => {
        const now = await this.lsn();
        if (now - end > atRestBytes) [end, since] = [now, performance.now()];
        return performance.now() - since >= forMs ? true : undefined;
      },
      { timeoutMs: 120_000, everyMs: 15 },
    );
    this.rested = { end, forMs };
    if (isQuiet === undefined) throw new Error('the system did not come to rest within two minutes');
  }

  /** What happens in that time without work. */
  idle(seconds: number): Promise<Work> {
    return this.count(() => pause(seconds * 1000));
  }

  async close(): Promise<void> {
    await this.topics.close();
    await this.database.query('reset role');
    await this.database.query(`drop role ${login}`);
    await this.database.query('alter system reset autovacuum');
    await this.database.query('select pg_reload_conf()');
    await this.database.end();
  }

  private async lsn(): Promise<number> {
    const { rows } = await this.database.query<{ bytes: number }>(
      "select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::float8 as bytes",
    );
    return rows[0]?.bytes ?? 0;
  }

  private look(): Promise<[string, StatementCalls, TopicLogs]> {
    return Promise.all([walEnd(this.database), statementCalls(this.database), this.topics.sizes()]);
  }
}

const quietMs = 1000;
const atRestBytes = 300;

const growthOf = (before: TopicLogs, after: TopicLogs): TopicLogs =>
  Object.fromEntries(
    Object.entries(after).flatMap(([topic, { bytes, records }]): [string, TopicWork][] => {
      const earlier = before[topic] ?? { bytes: 0, records: 0 };
      return bytes === earlier.bytes
        ? []
        : [[topic, { bytes: bytes - earlier.bytes, records: records - earlier.records }]];
    }),
  );
