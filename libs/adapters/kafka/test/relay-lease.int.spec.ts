import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { instant } from '@canbao/calendar';
import { anyEvents, genesisHash } from '@canbao/event-sourcing';
import { type Database, operationalState, PostgresEventStore } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import { waitFor } from '@canbao/runtime';
import { testKafka } from '@canbao/test-servers/kafka';
import { kafkaClient, readTopic } from '../src';

const url = process.env['TEST_DATABASE_URL'] ?? '';
const service = `lease-${randomUUID().slice(0, 8)}`;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A relay process and what it says. */
class RelayProcess {
  readonly said: { readonly message: string; readonly alarm?: string; readonly epoch?: string }[] = [];
  private readonly child: ChildProcess;

  constructor() {
    this.child = fork(join(__dirname, 'relay-process.cjs'), {
      execArgv: ['--conditions=source'],
      env: { ...process.env, TEST_SERVICE: service },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    let rest = '';
    this.child.stdout?.on('data', (bytes: Buffer) => {
      const lines = `${rest}${bytes.toString()}`.split('\n');
      rest = lines.pop() ?? '';
      this.said.push(...lines.map((line) => JSON.parse(line) as (typeof this.said)[number]));
    });
  }
  get epochs(): (string | undefined)[] {
    return this.said.filter(({ message }) => message === 'relay is leading').map(({ epoch }) => epoch);
  }
  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }
  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => void this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }
}

const until = async (
  what: string,
  met: () => Promise<boolean> | boolean,
  timeoutMs = 20_000,
): Promise<void> => {
  const answer = await waitFor(async () => ((await met()) ? true : undefined), { timeoutMs, everyMs: 50 });
  if (answer === undefined) throw new Error(`timed out waiting until ${what}`);
};

describe('two relays of one service', () => {
  let db: Database;
  let store: PostgresEventStore;
  let relays: RelayProcess[] = [];
  const personId = randomUUID();
  let version = 0;
  let previousHash = genesisHash;

  const append = async (count: number): Promise<void> => {
    await store.append({
      subject: personId,
      recordedAt: instant('2025-03-01T08:00:00.000+08:00'),
      metadata: { actor: 'spec' },
      writes: [
        {
          stream: `person-${personId}`,
          expectedVersion: version,
          previousHash,
          events: Array.from({ length: count }, () => ({
            type: 'canbao.registration.PersonRegistered.v1',
            data: { personId },
          })),
        },
      ],
    });
    const loaded = (await store.load([`person-${personId}`])).get(`person-${personId}`);
    version = loaded?.version ?? 0;
    previousHash = loaded?.hash ?? genesisHash;
  };
  const state = async () => (await operationalState(db, service)).relay;
  /** Versions of the person in the topic, in order. */
  const published = async (): Promise<number[]> => {
    const versions: number[] = [];
    await readTopic(kafkaClient(testKafka, 'spec', quiet), 'registration.events', async (records) => {
      for (const { key, value } of records)
        if (key === personId) versions.push((JSON.parse(value) as { version: number }).version);
    });
    return versions;
  };
  const start = async (): Promise<RelayProcess> => {
    const relay = new RelayProcess();
    relays.push(relay);
    return relay;
  };

  beforeAll(async () => {
    db = await openDatabase({ url, service, migrations: [] });
    store = new PostgresEventStore(db, {
      views: [],
      topicOf: () => 'registration.events',
      eventTypes: anyEvents,
    });
  });
  afterEach(async () => {
    await Promise.all(relays.map((relay) => relay.end()));
    relays = [];
  });
  afterAll(async () => {
    await store.close();
    await db.close();
  });

  it('replace a leader that is stopped within 15 seconds, with an alarm, and it publishes nothing when it wakes', async () => {
    const first = await start();
    await until('the first leads', () => first.epochs.length === 1);
    const second = await start();
    await append(20);
    await until('all is published', async () => (await state()).lag === 0);
    const { epoch } = await state();

    first.signal('SIGSTOP');
    const stoppedMs = performance.now();
    await append(20);
    await until('the second leads', () => second.epochs.length === 1, 15_000);
    await until('all is published', async () => (await state()).lag === 0, 15_000);
    expect(performance.now() - stoppedMs).toBeLessThan(15_000);
    expect(second.said).toContainEqual(
      expect.objectContaining({ alarm: 'relay-replaced', holder: expect.stringContaining('/') }),
    );
    expect(await state()).toMatchObject({ leadingSince: expect.any(String), lag: 0 });
    expect(Number((await state()).epoch)).toBe(Number(epoch) + 1);

    first.signal('SIGCONT');
    await append(20);
    await until('all is published', async () => (await state()).lag === 0);
    expect(first.epochs).toHaveLength(1);
    expect((await published()).filter((seen, index, all) => all.indexOf(seen) === index)).toEqual(
      Array.from({ length: 60 }, (_, index) => index + 1),
    );
  }, 90_000);

  it('replace a leader that is killed at once, without waiting for its lease', async () => {
    const first = await start();
    await until('the first leads', () => first.epochs.length === 1, 30_000);
    const second = await start();
    await until('the second waits', () => second.said.some(({ message }) => message === 'started'), 30_000);
    await first.end();
    await until('the second leads', () => second.epochs.length === 1, 5_000);
    expect(second.said.filter(({ alarm }) => alarm !== undefined)).toEqual([]);
  }, 60_000);

  it('keep their lead while nothing happens', async () => {
    const only = await start();
    await until('it leads', () => only.epochs.length === 1, 30_000);
    const other = await start();
    const renewals = new Set<string>();
    await until(
      'the lease was renewed five times',
      async () => {
        const [row] = await db.query<{ at: string }>('select renewed_at::text as at from relay');
        return renewals.add(row?.at ?? '').size > 5;
      },
      30_000,
    );
    expect([only.epochs.length, other.epochs.length]).toEqual([1, 0]);
  }, 60_000);
});
