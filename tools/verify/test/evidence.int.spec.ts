import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { instant } from '@canbao/calendar';
import { anyEvents, genesisHash } from '@canbao/event-sourcing';
import { hashOf, sealingKeyOf, signSeal, type SignedSeal } from '@canbao/evidence';
import { kafkaClient } from '@canbao/kafka';
import { PostgresEventStore, provenEvents } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import {
  bareService,
  eventually,
  sealingJwk,
  startForTest,
  testDatabase,
} from '@canbao/test-servers/service';
import { verifyEvidence, type Place } from '../src/verify';
import { testKafka, testMacs } from '@canbao/test-servers/kafka';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const kafka = kafkaClient(testKafka, 'spec', quiet);

const some = bareService('assessment');

type Query = (sql: string, params?: unknown[]) => Promise<any[]>;

describe('the verifier of evidence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
  const file = join(folder, 'assessment.jsonl');
  let base: Awaited<ReturnType<typeof testDatabase>>;
  let written = '';

  /** The sentences about a copy of the database, after somebody with every right has touched it. */
  const findingsAfter = async (tamper: (query: Query) => Promise<unknown>): Promise<string[]> => {
    const name = `copy_${randomUUID().replaceAll('-', '')}`;
    const url = new URL(base.url);
    const template = new URL(base.url).pathname.slice(1);
    const server = new pg.Client(process.env['TEST_DATABASE_URL']);
    await server.connect();
    // Nobody may be connected to what is copied.
    await server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      template,
    ]);
    await server.query(`create database ${name} template ${template}`);
    url.pathname = `/${name}`;
    const superuser = new pg.Client({ connectionString: url.href, options: '-c search_path=assessment' });
    await superuser.connect();
    try {
      await superuser.query('alter table events disable trigger all');
      await tamper(async (sql, params) => (await superuser.query(sql, params)).rows);
      const place: Place = { service: 'assessment', databaseUrl: url.href, kafka, macs: testMacs };
      return (await verifyEvidence(place, folder)).findings.map(({ sentence }) => sentence);
    } finally {
      await superuser.end();
      await server.query(`drop database ${name} with (force)`);
      await server.end();
      writeFileSync(file, written);
    }
  };

  /** Writes the fields of an event anew, with every hash after it in its stream: the chain is whole again. */
  const rewrite = async (query: Query, stream: string, version: number, data: string): Promise<void> => {
    await query('update events set data = $3 where stream = $1 and version = $2', [stream, version, data]);
    let previousHash: string | undefined;
    for (const event of await provenEvents({ query: queryOf(query) } as never, [stream])) {
      const hash = hashOf({ ...event, previousHash: previousHash ?? genesisHash });
      await query(`update events set hash = decode($3, 'hex') where stream = $1 and version = $2`, [
        event.stream,
        event.version,
        hash,
      ]);
      previousHash = hash;
    }
  };
  const queryOf = (query: Query) => async (config: { text: string; values: unknown[] }) => ({
    rows: await query(config.text, config.values),
  });
  const lines = (): string[] => written.trimEnd().split('\n');
  const secondSeal = async (query: Query): Promise<SignedSeal> =>
    (await query(`select data from events where stream = 'seals' and version = 2`))[0].data;

  beforeAll(async () => {
    base = await testDatabase();
    const jwk = await sealingJwk();
    const { d: _, ...publicJwk } = jwk;
    writeFileSync(join(folder, 'public.jwk'), JSON.stringify({ keys: [publicJwk] }));
    const service = await startForTest(some, base.url, {
      SEAL_KEY: jwk,
      SEAL_FILE: file,
      SEAL_EVERY_SECONDS: 1,
    });
    const db = await openDatabase({ url: base.url, service: 'assessment', migrations: [] });
    const store = new PostgresEventStore(db, {
      views: [],
      topicOf: () => undefined,
      eventTypes: anyEvents,
    });
    const append = async (stream: string, count: number): Promise<void> => {
      await store.append({
        subject: 'someone',
        recordedAt: instant('2026-03-18T10:00:00.000+08:00'),
        metadata: { actor: 'teller-1', causationId: randomUUID() },
        writes: [
          {
            stream,
            expectedVersion: 0,
            previousHash: genesisHash,
            events: Array.from({ length: count }, (_, n) => ({ type: 'Happened', data: { n } })),
          },
        ],
      });
    };
    const sealed = (): Promise<unknown> =>
      eventually(
        () =>
          base.query(`select from assessment.events where stream <> 'seals' and position > (
            select coalesce(max((data->>'to')::bigint), 0) from assessment.events where stream = 'seals')`),
        (rows) => rows.length === 0,
      );
    await append('order-a', 3);
    await append('order-b', 2);
    // A commit that was rolled back left a position unused.
    await base.query(`select nextval('assessment.event_position')`);
    await append('order-c', 1);
    await sealed();
    await append('order-d', 2);
    await sealed();
    await append('order-e', 1);
    await sealed();
    const stored = `select count(*)::int as count from assessment.events where stream = 'seals'`;
    await eventually(
      async () => [(await base.query(stored))[0].count, readFileSync(file, 'utf8').split('\n').length - 1],
      ([inTable, inFile]) => inTable === inFile,
    );
    await service.stop();
    await store.close();
    await db.close();
    written = readFileSync(file, 'utf8');
  });
  afterAll(async () => {
    await base.drop();
    rmSync(folder, { recursive: true });
  });

  it('finds nothing where nothing was touched', async () => {
    expect(await findingsAfter(async () => undefined)).toEqual([]);
    expect(lines().length).toBeGreaterThanOrEqual(3);
  });

  it.each([
    ['data', `data = '{"n":7}'`],
    ['a space in the data', `data = '{"n": 1}'`],
    ['the actor', `actor = 'teller-2'`],
    ['the subject', `subject = 'another'`],
    ['the type', `type = 'Undone'`],
    ['the revision', 'revision = 2'],
    ['the topic', `topic = 'ledger.events'`],
    ['the cause', 'caused_by = null'],
    ['the time by a microsecond', `recorded_at = recorded_at + interval '1 microsecond'`],
    ['the hash', `hash = decode(repeat('ab', 32), 'hex')`],
  ])('finds an event that was altered in %s, and says which', async (_, change) => {
    const findings = await findingsAfter((query) =>
      query(`update events set ${change} where stream = 'order-a' and version = 2`),
    );
    expect(findings[0]).toMatch(
      /^order-a version 2 at position \d+: its hash does not cover its content and the event before it$/,
    );
  });

  it.each([
    ['the last event of a stream', `stream = 'order-a' and version = 3`],
    ['a whole stream', `stream = 'order-b'`],
  ])('finds %s deleted, by its seal', async (_, which) => {
    const findings = await findingsAfter((query) => query(`delete from events where ${which}`));
    expect(findings).toEqual([
      expect.stringMatching(
        /^seal \d+, positions \d+ to \d+: \d+ events were sealed and \d+ are stored: some were taken away$/,
      ),
    ]);
  });

  it('finds an event deleted inside a stream, and says which version is missing', async () => {
    const findings = await findingsAfter((query) =>
      query(`delete from events where stream = 'order-a' and version = 2`),
    );
    expect(findings[0]).toMatch(/^order-a: version 2 is missing before version 3 at position \d+$/);
    expect(findings[1]).toMatch('some were taken away');
  });

  const exchange = async (query: Query, one: string, other: string): Promise<void> => {
    const positionOf = async (which: string): Promise<string> =>
      (await query(`select position from events where ${which}`))[0].position;
    const [first, second] = [await positionOf(one), await positionOf(other)];
    await query('update events set position = -1 where position = $1', [first]);
    await query('update events set position = $1 where position = $2', [first, second]);
    await query('update events set position = $1 where position = -1', [second]);
  };

  it('finds the positions of two streams exchanged, by their seal', async () => {
    const findings = await findingsAfter((query) =>
      exchange(query, `stream = 'order-a' and version = 3`, `stream = 'order-b' and version = 1`),
    );
    expect(findings).toEqual([expect.stringMatching('one was altered, exchanged or replaced')]);
  });

  it('finds the positions of one stream exchanged, and says which', async () => {
    const findings = await findingsAfter((query) =>
      exchange(query, `stream = 'order-a' and version = 1`, `stream = 'order-a' and version = 2`),
    );
    expect(findings[0]).toMatch(/^order-a version 2 at position \d+: stands before its version 1 at/);
  });

  it('finds an event that was put in with a chain of its own, by its seal', async () => {
    const findings = await findingsAfter(async (query) => {
      await query(`insert into events
        select position - 1, recorded_at, 1, revision, 'order-forged', type, topic, subject, actor, caused_by,
          hash, data from events where stream = 'order-c'`);
      await rewrite(query, 'order-forged', 1, '{"n":0}');
    });
    expect(findings).toEqual([expect.stringMatching('some were added')]);
  });

  it('finds an event that was appended without its hash', async () => {
    const findings = await findingsAfter((query) =>
      query(`insert into events
        select (select max(position) + 1 from events), recorded_at, 2, revision, stream, type, topic, subject,
          actor, caused_by, hash, data from events where stream = 'order-c'`),
    );
    expect(findings).toEqual([
      expect.stringMatching(/^order-c version 2 at position \d+: its hash does not/),
    ]);
  });

  it('finds a stream whose chain was computed anew, by its seal', async () => {
    const findings = await findingsAfter((query) => rewrite(query, 'order-a', 2, '{"n":7}'));
    expect(findings).toEqual([expect.stringMatching(/^seal \d+, .*one was altered, exchanged or replaced$/)]);
  });

  it('finds a seal that was changed, by its chain, its signature, its successor and its file', async () => {
    const findings = await findingsAfter(async (query) => {
      const seal = { ...(await secondSeal(query)), root: 'a'.repeat(64) };
      await query(`update events set data = $1 where stream = 'seals' and version = 2`, [seal]);
    });
    expect(findings).toEqual([
      expect.stringMatching(/^seals version 2 at position \d+: its hash does not cover its content/),
      'seal 2 has a signature that is not of its text',
      expect.stringMatching(/^seal 2, .*one was altered, exchanged or replaced$/),
      'seal 3 does not name the hash of seal 2',
      `line 2 of ${file} is another seal`,
    ]);
  });

  it('finds a history that was sealed anew with another key', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const forger = sealingKeyOf({ ...privateKey.export({ format: 'jwk' }), kid: 'forger' });
    const findings = await findingsAfter(async (query) => {
      const seal = signSeal(await secondSeal(query), forger);
      await rewrite(query, 'seals', 2, JSON.stringify(seal));
    });
    expect(findings).toContain('seal 2 is signed by the key forger, which is not among the public keys');
    expect(findings).toContain(`line 2 of ${file} is another seal`);
  });

  it('finds seals out of order', async () => {
    const findings = await findingsAfter(async (query) => {
      await query(`update events set version = 1000 where stream = 'seals' and version = 1`);
      await query(`update events set version = 1 where stream = 'seals' and version = 2`);
      await query(`update events set version = 2 where stream = 'seals' and version = 1000`);
    });
    expect(findings).toContain('seal 2 follows seal 0: those between are missing or out of order');
    expect(findings).toContain('seal 1 follows seal 2: those between are missing or out of order');
    expect(findings).toContain(`line 2 of ${file} is another seal`);
  });

  it('finds the last seal taken away, by the file that was handed over', async () => {
    const findings = await findingsAfter((query) =>
      query(`delete from events where stream = 'seals' and version = ${lines().length}`),
    );
    const count = lines().length;
    expect(findings).toEqual([
      `${file} has ${count} seals, and ${count - 1} are stored: some were taken away`,
    ]);
  });

  it('finds a file of seals that was cut off, changed, or taken away', async () => {
    const count = lines().length;
    const withFile = (text: string): Promise<string[]> =>
      findingsAfter(async () => writeFileSync(file, text));
    expect(await withFile(`${lines().slice(0, -1).join('\n')}\n`)).toEqual([
      `${file} ends at seal ${count - 1}, and ${count} seals are stored`,
    ]);
    expect(await withFile(written.replace('"count":', '"count":1'))).toEqual([
      `line 1 of ${file} is another seal`,
    ]);
    expect((await withFile(`${lines().slice(1).join('\n')}\n`))[0]).toBe(`line 1 of ${file} is another seal`);
    expect(await findingsAfter(async () => rmSync(file))).toEqual([
      `there is no ${file}, and ${count} seals are stored`,
    ]);
  });
});
