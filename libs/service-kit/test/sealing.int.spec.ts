import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instant } from '@canbao/calendar';
import { anyEvents, genesisHash } from '@canbao/event-sourcing';
import {
  chainFault,
  eventLeaf,
  inclusionFault,
  rootOf,
  sealKeysOf,
  signatureFault,
  type SignedSeal,
} from '@canbao/evidence';
import { kafkaClient, readTopic } from '@canbao/kafka';
import { type Database, PostgresEventStore, provenEvents, sealedEvents } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import {
  bareService,
  eventually,
  sealingJwk,
  startForTest,
  testDatabase,
  type TestService,
} from '@canbao/test-servers/service';
import { testKafka } from '@canbao/test-servers/kafka';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

const some = bareService('ledger-sync');

describe('sealing', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'seals-')), 'own');
  const file = join(folder, 'seals.jsonl');
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let jwk: Awaited<ReturnType<typeof sealingJwk>>;
  let service: TestService | undefined;
  let db: Database;
  let store: PostgresEventStore;

  const start = (sealFile: string): Promise<TestService> =>
    startForTest(some, database.url, { SEAL_KEY: jwk, SEAL_FILE: sealFile, SEAL_EVERY_SECONDS: 1 });
  const append = async (stream: string, count: number): Promise<void> => {
    const { outcome } = await store.append({
      subject: 'someone',
      recordedAt: instant('2026-03-18T10:00:00.000+08:00'),
      metadata: { actor: 'spec' },
      writes: [
        {
          stream,
          expectedVersion: 0,
          previousHash: genesisHash,
          events: Array.from({ length: count }, (_, n) => ({ type: 'Happened', data: { n } })),
        },
      ],
    });
    expect(outcome).toBe('appended');
  };
  const seals = async (): Promise<SignedSeal[]> =>
    (await database.query(`select data from ledger_sync.events where stream = 'seals' order by version`)).map(
      ({ data }) => data,
    );
  const unsealed = async (): Promise<number> => {
    const to = (await seals()).at(-1)?.to ?? '0';
    const rows = await database.query(
      `select count(*)::int from ledger_sync.events where position > $1 and stream <> 'seals'`,
      [to],
    );
    return rows[0].count;
  };
  const allSealed = (): Promise<number> => eventually(unsealed, (count) => count === 0);
  const lines = (path = file): SignedSeal[] =>
    readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  const fileComplete = (path = file): Promise<unknown> =>
    eventually(
      async () => [lines(path).length, (await seals()).length],
      ([inFile, stored]) => inFile === stored,
    );

  beforeAll(async () => {
    [database, jwk] = await Promise.all([testDatabase(), sealingJwk()]);
    db = await openDatabase({ url: database.url, service: 'ledger-sync', migrations: [] });
    store = new PostgresEventStore(db, { views: [], topicOf: () => undefined, eventTypes: anyEvents });
    service = await start(file);
  });
  afterAll(async () => {
    await service?.stop();
    await store.close();
    await db.close();
    await database.drop();
    rmSync(join(folder, '..'), { recursive: true });
  });

  it('seals what was stored, in the store itself', async () => {
    await append('a', 3);
    await append('b', 2);
    await allSealed();
    const stored = await seals();
    const rows = await database.query(
      `select position::text, encode(hash, 'hex') as hash from ledger_sync.events order by events.position`,
    );
    for (const seal of stored) {
      const below = rows.filter(
        ({ position }) => BigInt(position) >= BigInt(seal.from) && BigInt(position) <= BigInt(seal.to),
      );
      expect(seal).toMatchObject({ service: 'ledger-sync', count: below.length, keyId: 'spec' });
      expect(seal.root).toBe(rootOf(below.map(eventLeaf)).toString('hex'));
    }
    stored.forEach((seal, index) => expect(chainFault(seal, stored[index - 1])).toBeUndefined());
    expect(stored.map((seal) => signatureFault(seal, sealKeysOf(jwk)))).toEqual(stored.map(() => undefined));
  });

  it('does not seal a seal that nothing follows', async () => {
    const before = (await seals()).length;
    const looks = async (): Promise<number> => (await database.query('select 1')).length;
    // Three looks of the job: long enough for a seal that should not be.
    const until = performance.now() + 3_000;
    await eventually(looks, () => performance.now() > until);
    expect(await seals()).toHaveLength(before);
  });

  it('writes each seal to a file that only its owner reads', async () => {
    await fileComplete();
    expect(lines()).toEqual(await seals());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('publishes each seal under the name of the service', async () => {
    const stored = await seals();
    const published = async (): Promise<readonly { key: string; seal: SignedSeal }[]> => {
      const records: { key: string; seal: SignedSeal }[] = [];
      await readTopic(kafkaClient(testKafka, 'spec', quiet), 'ledger-sync.seals', async (read) => {
        for (const { key, value } of read) {
          const { type, data } = JSON.parse(value);
          expect(type).toBe('canbao.ledger-sync.EventsSealed.v1');
          if (data.keyId === 'spec') records.push({ key, seal: data });
        }
      });
      return records;
    };
    const mine = (records: readonly { key: string; seal: SignedSeal }[]): SignedSeal[] =>
      records
        .map(({ seal }) => seal)
        .filter(({ signature }) => stored.some((own) => own.signature === signature));
    const records = await eventually(published, (read) => mine(read).length === stored.length);
    expect(mine(records)).toEqual(stored);
    expect(new Set(records.map(({ key }) => key))).toEqual(new Set(['ledger-sync']));
  });

  it('puts no more than 10,000 events below a seal', async () => {
    const before = (await seals()).length;
    await append('many', 23_500);
    await allSealed();
    expect((await seals()).slice(before).map(({ count }) => count)).toEqual([
      10_000,
      10_000,
      expect.any(Number),
    ]);
    expect((await seals()).at(-1)?.count).toBeLessThan(4_000);
  });

  it('proves any event below its seal', async () => {
    const events = await provenEvents(db.pool, ['b', 'many']);
    const picked = [events[0], events[1], events[2], events.at(12_345), events.at(-1)].flatMap(
      (event) => event ?? [],
    );
    const sealed = await sealedEvents(db.pool, picked);
    expect(sealed?.map((one) => inclusionFault(one, sealKeysOf(jwk)))).toEqual(picked.map(() => undefined));
    expect(sealed?.map(({ event }) => event)).toEqual(picked);
  });

  it('appends the lines that a crash has cut off or left out', async () => {
    await service?.stop();
    const whole = readFileSync(file, 'utf8');
    const kept = whole.split('\n')[0] as string;
    writeFileSync(file, `${kept}\n`);
    appendFileSync(file, '{"service":"ledger-sync","num');
    service = await start(file);
    const text = async (): Promise<string> => readFileSync(file, 'utf8');
    expect(await eventually(text, (now) => now === whole)).toBe(whole);
  });

  it('seals once where two instances run, and both write every seal', async () => {
    const other = join(folder, 'other.jsonl');
    const second = await start(other);
    try {
      for (let round = 0; round < 3; round += 1) {
        await append(randomUUID(), 2);
        await allSealed();
      }
      await fileComplete();
      await fileComplete(other);
      const stored = await seals();
      stored.forEach((seal, index) => expect(chainFault(seal, stored[index - 1])).toBeUndefined());
      expect(lines(other)).toEqual(stored);
    } finally {
      await second.stop();
    }
  });
});
