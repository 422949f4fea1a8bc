import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { instant, month as monthOf } from '@canbao/calendar';
import { bundleIdOf, type ContractEvent } from '@canbao/contracts';
import { posting } from '@canbao/domain-ledger-sync';
import { anyEvents, execute } from '@canbao/event-sourcing';
import { yuan } from '@canbao/money';
import { PostgresEventStore } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import { startSandbox, type SandboxProcess } from '@canbao/test-servers/sandbox';
import {
  differences,
  eventually,
  startForTest,
  testDatabase,
  verified,
  type TestService,
} from '@canbao/test-servers/service';
import { listening } from '@canbao/test-servers/listening';
import { storage, ledgerSync } from '../src/ledger-sync';
import { publisher, type Publisher } from '@canbao/test-servers/publisher';

const month = '2025-03';
const at = instant('2025-03-10T10:00:00.000+08:00');
const items = [
  { item: 'pooled-unit', amount: '300.00' },
  { item: 'pooled-personal', amount: '75.00' },
  { item: 'mutual-aid', amount: '9.00' },
] as const;

interface Asked {
  readonly method: string;
  readonly requestId: string;
}
interface Booked {
  readonly requestId: string;
  readonly outcome: string;
  readonly receiptNo: string;
  readonly reversed: boolean;
  readonly total: string;
  readonly reason?: string;
}

describe('ledger-sync and the books of the bureaus', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let sandbox: SandboxProcess;
  let sandboxUrl: string;
  /** The wire to the bureaus, so that the specs see what was really sent. */
  let wire: Server;
  const asked: Asked[] = [];
  let largest = 0;
  let service: Parameters<typeof startForTest>[0];
  let workers: TestService[] = [];
  let payment: Publisher;

  const start = async (): Promise<TestService> => {
    const worker = await startForTest(service, database.url);
    workers.push(worker);
    await eventually(
      () => fetch(`${worker.url}/health/ready`).then(({ ok }) => ok),
      (ok) => ok,
    );
    return worker;
  };
  const stopWorkers = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.stop()));
    workers = [];
  };
  beforeAll(async () => {
    database = await testDatabase();
    sandbox = await startSandbox(database.url);
    sandboxUrl = sandbox.url;
    wire = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          const body = Buffer.concat(chunks).toString();
          const sent =
            body === ''
              ? [{ requestId: request.url?.split('/').at(-1) ?? '' }]
              : ((JSON.parse(body) as { postings?: { requestId: string }[] }).postings ?? [
                  JSON.parse(body) as { requestId: string },
                ]);
          for (const { requestId } of sent)
            asked.push({ method: `${request.method} ${request.url?.split('/')[3]}`, requestId });
          largest = Math.max(largest, sent.length);
          fetch(sandboxUrl + request.url, {
            method: request.method ?? 'GET',
            ...(body === '' ? {} : { body, headers: { 'content-type': 'application/json' } }),
          }).then(
            async (answer) =>
              response
                .writeHead(answer.status, { 'content-type': 'application/json' })
                .end(await answer.text()),
            () => response.destroy(),
          );
        });
    });
    const url = await listening(wire);
    service = ledgerSync({ hrss: `${url}/bureaus/hrss`, medical: `${url}/bureaus/medical` });
    payment = await publisher('payment', database.url);
    await start();
  });
  afterAll(async () => {
    await stopWorkers();
    await payment.stop();
    wire.closeAllConnections();
    await new Promise((resolve) => {
      wire.close(resolve);
    });
    await sandbox.stop();
    await database.drop();
  });

  const settled = async (
    personId: string,
    type: ContractEvent['type'] = 'canbao.ledger.BundleSettled.v1',
    more: object = {},
  ): Promise<void> => {
    const data = {
      personId,
      bundleId: bundleIdOf(personId, month),
      month,
      district: '370102',
      scheme: 'pooled',
      total: '384.00',
      paidAt: at,
      // One order a person.
      items: items.map((item) => ({ ...item, base: '5000.00', rate: '0.06', orderId: personId })),
    };
    await payment.publish({
      type,
      data: 'orderId' in more || 'months' in more ? more : data,
    } as ContractEvent);
  };
  const reversed = (personId: string): Promise<void> =>
    settled(personId, 'canbao.ledger.SettlementReversed.v1', {
      personId,
      orderId: personId,
      insurance: 'medical',
      months: [month],
      reversedAt: at,
    });
  const fault = async (personId: string, mode: string, more: object = {}): Promise<void> => {
    const reply = await fetch(`${sandboxUrl}/sandbox/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ bureau: 'medical', mode, personId, times: 1, ...more }),
    });
    expect(reply.status).toBe(200);
  };
  const booked = async (personId: string, bureau = 'medical'): Promise<Booked[]> =>
    (
      (await (await fetch(`${sandboxUrl}/sandbox/books/${bureau}?personId=${personId}`)).json()) as {
        items: Booked[];
      }
    ).items;
  const shown = async (personId: string, status?: string): Promise<any> => {
    const ask = async (): Promise<any> =>
      (await workers[0]?.call('operator', 'GET', `/v1/persons/${personId}/postings`))?.body.items[0];
    return eventually(ask, (item) => item !== undefined && (status === undefined || item.status === status));
  };
  const types = async (personId: string): Promise<string[]> =>
    (
      await database.query(
        `select type from ledger_sync.events
        where coalesce(subject, data->>'personId') = $1 order by position`,
        [personId],
      )
    ).map(({ type }) => type as string);
  const posts = (requestId: string): number =>
    asked.filter((one) => one.requestId === requestId && one.method === 'POST postings').length;
  const queries = (requestId: string): number =>
    asked.filter((one) => one.requestId === requestId && one.method === 'GET postings').length;

  it("posts a whole bundle and shows the bureau's receipt", async () => {
    const personId = randomUUID();
    await settled(personId);
    const item = await shown(personId, 'posted');
    const [book] = await booked(personId);
    expect(item).toMatchObject({
      status: 'posted',
      insurance: 'medical',
      month,
      total: '384.00',
      items,
      conditions: [],
      requestId: book?.requestId,
      bureauReceiptNo: book?.receiptNo,
    });
    expect(book).toMatchObject({ outcome: 'accepted', total: '384.00', reversed: false });
    expect(await types(personId)).toEqual(['PostingRequested', 'PostingAccepted']);
    expect(posts(item.requestId)).toBe(1);
  });

  it('posts each pension month on its own', async () => {
    const personId = randomUUID();
    const months = ['2025-01', '2025-02', '2025-03'].map((one) => ({
      month: one,
      base: '5000.00',
      rate: '0.2',
      amount: '1000.00',
    }));
    await settled(personId, 'canbao.ledger.PensionMonthsSettled.v1', {
      personId,
      orderId: randomUUID(),
      district: '370102',
      months,
      total: '3000.00',
      paidAt: at,
    });
    const books = await eventually(
      () => booked(personId, 'hrss'),
      (found) => found.length === 3,
    );
    expect(books.map(({ outcome, total }) => [outcome, total])).toEqual(
      Array.from({ length: 3 }, () => ['accepted', '1000.00']),
    );
    expect(new Set(books.map(({ requestId }) => requestId)).size).toBe(3);
  });

  it('keeps a refusal with its reason and does not retry', async () => {
    const personId = randomUUID();
    await fault(personId, 'refuse', { reason: '险种已停保' });
    await settled(personId);
    const item = await shown(personId, 'refused');
    expect(item).toMatchObject({ status: 'refused', reason: '险种已停保' });
    expect(item.conditions).toHaveLength(1);
    expect((await booked(personId)).filter(({ outcome }) => outcome === 'accepted')).toEqual([]);
    expect(await types(personId)).toEqual(['PostingRequested', 'PostingRefused']);
    expect(posts(item.requestId)).toBe(1);
  });

  it.each([
    ['silence after booking', 'timeout-after-accept', 1],
    ['a fault after booking', 'error-500-after-accept', 1],
    ['silence without booking', 'timeout', 2],
    ['a fault without booking', 'error-500', 2],
  ] as const)(
    'learns the outcome of a request after %s by querying the same id, and books once',
    async (_, mode, sent) => {
      const personId = randomUUID();
      await fault(personId, mode);
      await settled(personId);
      const item = await shown(personId, 'posted');
      expect(await types(personId)).toEqual(['PostingRequested', 'PostingOutcomeUnknown', 'PostingAccepted']);
      expect((await booked(personId)).map(({ requestId, outcome }) => [requestId, outcome])).toEqual([
        [item.requestId, 'accepted'],
      ]);
      expect(posts(item.requestId)).toBe(sent);
      expect(queries(item.requestId)).toBeGreaterThanOrEqual(1);
    },
  );

  it('shows an outcome as unknown, never as refused, while the bureau is down', async () => {
    const personId = randomUUID();
    await fault(personId, 'down', { times: 3 });
    await settled(personId);
    expect((await shown(personId, 'unknown')).status).toBe('unknown');
    expect(await booked(personId)).toEqual([]);
    expect(await types(personId)).toEqual(['PostingRequested', 'PostingOutcomeUnknown']);
  });

  it('reverses a posting at the bureau when the money is returned', async () => {
    const personId = randomUUID();
    await settled(personId);
    await shown(personId, 'posted');
    await reversed(personId);
    await shown(personId, 'reversed');
    expect((await booked(personId)).map(({ reversed }) => reversed)).toEqual([true]);
  });

  it('asks for a reversal again under its id until the bureau confirms it', async () => {
    const again = async (mode: string): Promise<unknown> => {
      const personId = randomUUID();
      await settled(personId);
      const { requestId } = await shown(personId, 'posted');
      await fault(personId, mode);
      await reversed(personId);
      await shown(personId, 'reversed');
      const sent = asked.filter((one) => one.requestId === requestId && one.method === 'POST reversals');
      return [mode, sent.length, (await booked(personId)).map((one) => one.reversed)];
    };
    const modes = ['error-500', 'error-500-after-accept', 'down'];
    expect(await Promise.all(modes.map(again))).toEqual(modes.map((mode) => [mode, 2, [true]]));
  });

  it('tells what the bureau has booked, also where that is not what it was asked for', async () => {
    const personId = randomUUID();
    await fault(personId, 'other-amount');
    await settled(personId);
    await shown(personId, 'posted');
    expect((await booked(personId)).map(({ total }) => total)).toEqual(['384.01']);
    const told = await database.query(
      `select data->>'bookedTotal' as total from ledger_sync.events
       where type = 'PostingAccepted' and data->>'personId' = $1`,
      [personId],
    );
    expect(told).toEqual([{ total: '384.01' }]);
  });

  it('sends every posting once when two workers run concurrently, despite time-outs', async () => {
    await start();
    const people = Array.from({ length: 40 }, () => randomUUID());
    const silent = people.filter((_, index) => index % 10 === 0);
    for (const personId of silent) await fault(personId, 'timeout-after-accept');
    await Promise.all(people.map((personId) => settled(personId)));
    const states = await Promise.all(people.map((personId) => shown(personId, 'posted')));
    expect(new Set(states.map(({ status }) => status))).toEqual(new Set(['posted']));
    expect(new Set(states.map(({ requestId }) => posts(requestId)))).toEqual(new Set([1]));
    for (const personId of people)
      expect((await booked(personId)).map(({ outcome }) => outcome)).toEqual(['accepted']);
    for (const personId of people)
      expect((await types(personId)).filter((type) => type !== 'PostingOutcomeUnknown')).toEqual([
        'PostingRequested',
        'PostingAccepted',
      ]);
  });

  it('sends waiting postings in one request, and each gets its own answer', async () => {
    const people = Array.from({ length: 30 }, () => randomUUID());
    const refused = people.slice(0, 3);
    for (const personId of refused) await fault(personId, 'refuse', { reason: '险种已停保' });
    largest = 0;
    await Promise.all(people.map((personId) => settled(personId)));
    const states = await Promise.all(
      people.map((personId) => shown(personId, refused.includes(personId) ? 'refused' : 'posted')),
    );
    expect(states.map(({ status }) => status)).toEqual(
      people.map((personId) => (refused.includes(personId) ? 'refused' : 'posted')),
    );
    expect(largest).toBeGreaterThan(1);
    expect(new Set(states.map(({ requestId }) => posts(requestId)))).toEqual(new Set([1]));
  });

  it('resumes postings whose worker died before the call, and after the bureau booked it', async () => {
    await stopWorkers();
    const own = await openDatabase({
      url: database.url,
      service: 'ledger-sync',
      migrations: service.migrations,
    });
    const store = new PostgresEventStore(own, {
      views: service.views,
      topicOf: () => undefined,
      eventTypes: anyEvents,
    });
    const people = [false, true].map((wasBooked) => ({
      wasBooked,
      personId: randomUUID(),
      requestId: randomUUID(),
    }));
    for (const { wasBooked, personId, requestId } of people) {
      await execute(
        store,
        posting,
        {
          type: 'RequestPosting',
          personId,
          insurance: 'medical',
          month: monthOf(month),
          requestId,
          bundleId: bundleIdOf(personId, month),
          items: items.map(({ item, amount }) => ({ item, amount: yuan(amount) })),
          paidAt: at,
          orders: [],
        },
        { subject: personId, recordedAt: at, metadata: { actor: 'spec' } },
      );
      if (wasBooked)
        await fetch(`${sandboxUrl}/bureaus/medical/postings`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ requestId, personId, month, items, total: '384.00', paidAt: at }),
        });
    }
    await store.close();
    await own.close();
    await start();
    for (const { wasBooked, personId, requestId } of people) {
      const item = await shown(personId, 'posted');
      expect(await booked(personId)).toEqual([
        expect.objectContaining({ requestId, outcome: 'accepted', receiptNo: item.bureauReceiptNo }),
      ]);
      // A bureau that is slow to answer is asked and sent to again, under the same id.
      expect(asked.find((one) => one.requestId === requestId)?.method).toBe('GET postings');
      expect(posts(requestId) > 0).toBe(!wasBooked);
    }
  });

  it('has the rows that its events make, in batches of any size', async () => {
    const rebuilt = await verified(storage, database.url);
    expect(differences(rebuilt)).toEqual([]);
    expect(rebuilt.every(({ events }) => events > 0)).toBe(true);
  });
});
