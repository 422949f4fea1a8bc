import { randomUUID } from 'node:crypto';
import { contractEvents, bundleIdOf, type ContractEvent, type ContractEventType } from '@canbao/contracts';
import { testEnvelopeKeys, testKafka } from '@canbao/test-servers/kafka';
import { publisher, type Publisher } from '@canbao/test-servers/publisher';
import { startSandbox, type SandboxProcess } from '@canbao/test-servers/sandbox';
import {
  differences,
  eventually,
  startForTest,
  testDatabase,
  verified,
  type TestService,
} from '@canbao/test-servers/service';
import { ledgerSync, storage } from '../src/ledger-sync';

const month = '2022-05';
const at = '2022-05-18T10:00:00.000+08:00';
const items = [
  { item: 'pooled-unit', amount: '112.38' },
  { item: 'pooled-personal', amount: '74.92' },
  { item: 'mutual-aid', amount: '18.00' },
] as const;
/** Nobody is called: a bureau that reads the events is not asked over HTTP. */
const nowhere = 'http://127.0.0.1:1';

interface Booked {
  readonly outcome: string;
  readonly receiptNo: string;
  readonly reversed: boolean;
  readonly total: string;
}

describe('bureaus that read ledger.events, on real servers', () => {
  let group = `spec-${randomUUID()}`;
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let sandbox: SandboxProcess;
  let service: TestService;
  let payment: Publisher;
  let assessment: Publisher;

  const startBureaus = async (): Promise<void> => {
    const keyOf = (bureau: 'hrss' | 'medical-bureau') => {
      const { current = '', secrets = {} } = testEnvelopeKeys[bureau] ?? {};
      return { keyId: current, secret: secrets[current] };
    };
    const bureaus = { hrss: keyOf('hrss'), medical: keyOf('medical-bureau') };
    sandbox = await startSandbox(database.url, {
      LEDGER_TOPICS: JSON.stringify({ brokers: testKafka.brokers, group, bureaus }),
    });
  };
  const startService = async (): Promise<void> => {
    const ways = { pension: 'topic', medical: 'topic' } as const;
    service = await startForTest(ledgerSync({ hrss: nowhere, medical: nowhere }, {}, ways), database.url);
  };
  beforeAll(async () => {
    database = await testDatabase();
    payment = await publisher('payment', database.url);
    assessment = await publisher('assessment', database.url);
    await startBureaus();
    await startService();
  });
  afterAll(async () => {
    await service.stop();
    await payment.stop();
    await assessment.stop();
    await sandbox.stop();
    await database.drop();
  });

  const tell = (type: ContractEventType, data: object): Promise<void> =>
    payment.publish({ type, data: contractEvents[type].data.parse(data) } as ContractEvent);
  const bundleSettled = (personId: string, orderId = personId): Promise<void> =>
    tell('canbao.ledger.BundleSettled.v1', {
      personId,
      bundleId: bundleIdOf(personId, month),
      month,
      district: '370102',
      scheme: 'pooled',
      total: '205.30',
      paidAt: at,
      items: items.map((item) => ({ ...item, base: '3746.00', rate: '0.03', orderId })),
    });
  const monthsSettled = (
    personId: string,
    months: readonly string[],
    type: 'PensionMonthsSettled' | 'TrueUpsSettled' = 'PensionMonthsSettled',
  ): Promise<void> =>
    tell(`canbao.ledger.${type}.v1`, {
      personId,
      orderId: personId,
      district: '370102',
      months: months.map((paid) => ({ month: paid, base: '3746.00', rate: '0.2', amount: '749.20' })),
      total: '749.20',
      paidAt: at,
    });
  const refundDecided = (personId: string, refundId: string): Promise<void> =>
    tell('canbao.ledger.RefundDecided.v1', {
      personId,
      refundId,
      insurance: 'medical',
      months: [{ month, orderIds: [personId] }],
      decidedAt: at,
    });
  const fault = async (personId: string, mode: string, more: object = {}): Promise<void> => {
    const reply = await fetch(`${sandbox.url}/sandbox/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ bureau: 'medical', mode, personId, times: 1, ...more }),
    });
    expect(reply.status).toBe(200);
  };
  const booked = async (personId: string, bureau = 'medical'): Promise<Booked[]> => {
    const books = await fetch(`${sandbox.url}/sandbox/books/${bureau}?personId=${personId}`);
    return ((await books.json()) as { items: Booked[] }).items;
  };
  const shown = (personId: string, status: string): Promise<any> =>
    eventually(
      async () => (await service.call('operator', 'GET', `/v1/persons/${personId}/postings`)).body.items[0],
      (item) => item?.status === status,
    );
  const types = async (personId: string): Promise<string[]> =>
    (
      await database.query(
        "select type from ledger_sync.events where data->>'personId' = $1 order by position",
        [personId],
      )
    ).map(({ type }) => type as string);
  const parked = async (): Promise<{ readonly because: string }[]> =>
    (
      await database.query(
        "select data from ledger_sync.events where type = 'BureauAnswerParked' order by position",
      )
    ).map(({ data }) => data as { because: string });
  /** Everything that this database has on Kafka, read again from the beginning by both bureaus. */
  const rewound = async (): Promise<void> => {
    await sandbox.stop();
    // A new group begins where a rewound one does.
    group = `spec-${randomUUID()}`;
    await startBureaus();
  };

  it('book a whole bundle and answer, and nobody is called', async () => {
    const personId = randomUUID();
    await bundleSettled(personId);
    const item = await shown(personId, 'posted');
    const [book, ...more] = await booked(personId);
    expect(more).toEqual([]);
    expect(book).toMatchObject({ outcome: 'accepted', total: '205.30', reversed: false });
    expect(item).toMatchObject({ total: '205.30', conditions: [], bureauReceiptNo: book?.receiptNo });
    expect((await types(personId)).toSorted()).toEqual(
      expect.arrayContaining(['PostingAccepted', 'PostingRequested']),
    );
  });

  it('book no part of a bundle', async () => {
    const personId = randomUUID();
    await tell('canbao.payment.BundlePartReceived.v1', {
      personId,
      bundleId: bundleIdOf(personId, month),
      month,
      received: items.slice(0, 2).map((item) => ({ ...item, orderId: personId })),
      missing: ['mutual-aid'],
      orderId: personId,
      receivedAt: at,
    });
    await shown(personId, 'waiting');
    // Whoever comes later in the same partition has been booked, so the part has been read.
    await bundleSettled(personId);
    await shown(personId, 'posted');
    expect(await booked(personId)).toHaveLength(1);
  });

  it('book pension months, and what final limits add to one, each by itself', async () => {
    const personId = randomUUID();
    await monthsSettled(personId, ['2022-01', '2022-02']);
    await monthsSettled(personId, ['2022-01'], 'TrueUpsSettled');
    const posted = await eventually(
      async () => (await service.call('operator', 'GET', `/v1/persons/${personId}/postings`)).body.items,
      (all: any[]) => all.length === 3 && all.every(({ status }) => status === 'posted'),
    );
    expect(posted).toHaveLength(3);
    expect(await booked(personId, 'hrss')).toHaveLength(3);
    expect(await booked(personId)).toEqual([]);
  });

  it('reverse what was added to a month, with the month or without it', async () => {
    const personId = randomUUID();
    await monthsSettled(personId, ['2022-01', '2022-02']);
    await monthsSettled(personId, ['2022-01', '2022-02'], 'TrueUpsSettled');
    const back = (...months: string[]) => months.map((gone) => ({ month: gone, orderIds: [personId] }));
    const refund = { personId, decidedAt: at };
    await tell('canbao.ledger.TrueUpReversalDecided.v1', {
      ...refund,
      refundId: randomUUID(),
      months: back('2022-02'),
    });
    await tell('canbao.ledger.RefundDecided.v1', {
      ...refund,
      refundId: randomUUID(),
      insurance: 'pension',
      months: back('2022-01'),
      trueUps: back('2022-01'),
    });
    const told = await eventually(
      () => types(personId),
      (all) => all.filter((type) => type === 'PostingReversed').length === 3,
    );
    expect(told.filter((type) => type === 'PostingReversed')).toHaveLength(3);
    expect((await booked(personId, 'hrss')).filter(({ reversed }) => !reversed)).toHaveLength(1);
  });

  it('of pension know a base that was declared, whether or not it is paid', async () => {
    const personId = randomUUID();
    const declared = (base: string, minute: number) =>
      assessment.publish({
        type: 'canbao.assessment.PensionBaseDeclared.v1',
        data: contractEvents['canbao.assessment.PensionBaseDeclared.v1'].data.parse({
          personId,
          base,
          channel: 'wechat',
          declaredAt: `2022-05-18T10:0${minute}:00.000+08:00`,
          quoteId: randomUUID(),
        }),
      });
    await declared('5000.00', 1);
    await declared('6000.00', 2);
    const bases = await eventually(
      async () => {
        const reply = await fetch(`${sandbox.url}/sandbox/books/hrss/bases?personId=${personId}`);
        return ((await reply.json()) as { items: { readonly base: string }[] }).items;
      },
      ({ length }) => length === 2,
    );
    expect(bases.map(({ base }) => base)).toEqual(['6000.00', '5000.00']);
    expect(await booked(personId, 'hrss')).toEqual([]);
  });

  it('refuse with a reason, and book once an operator has them look at it again', async () => {
    const personId = randomUUID();
    await fault(personId, 'refuse', { reason: '险种已停保' });
    await bundleSettled(personId);
    const refused = await shown(personId, 'refused');
    expect(refused).toMatchObject({
      reason: '险种已停保',
      conditions: [
        { code: 'bureau-refused', details: { wayOut: ['post-again-after-correction', 'refund'] } },
      ],
    });
    const proposed = await service.call('operator', 'POST', `/v1/postings/${refused.postingId}/again`, {
      reason: 'registration corrected',
    });
    const approval = `/v1/operations/ledger-sync/proposals/${proposed.body.proposalId}/approval`;
    expect((await service.call({ operator: 'operator-2' }, 'POST', approval)).status).toBe(200);
    const posted = await shown(personId, 'posted');
    expect(posted.requestId).not.toBe(refused.requestId);
    expect((await booked(personId)).map(({ outcome }) => outcome)).toEqual(['refused', 'accepted']);
  });

  it('reverse before a refund leaves, and not a moment earlier', async () => {
    const [personId, refundId] = [randomUUID(), randomUUID()];
    await bundleSettled(personId);
    await shown(personId, 'posted');
    await sandbox.stop();
    await refundDecided(personId, refundId);
    await eventually(
      () => types(personId),
      (all) => all.includes('ReversalRequested'),
    );
    expect((await shown(personId, 'posted')).conditions).toMatchObject([{ code: 'awaiting-reversal' }]);
    await startBureaus();
    await shown(personId, 'reversed');
    expect((await booked(personId)).map(({ reversed }) => reversed)).toEqual([true]);
    const told = await database.query(
      `select data->>'refundId' as "refundId" from ledger_sync.events
       where type = 'PostingReversed' and data->>'personId' = $1`,
      [personId],
    );
    expect(told).toEqual([{ refundId }]);
  });

  it('that refuse to reverse let no refund go until an operator has them look at it again', async () => {
    const [personId, refundId] = [randomUUID(), randomUUID()];
    await bundleSettled(personId);
    const { postingId } = await shown(personId, 'posted');
    await fault(personId, 'refuse-reversal', { reason: '待遇已发放' });
    await refundDecided(personId, refundId);
    const kept = await eventually(
      async () => (await service.call('operator', 'GET', `/v1/persons/${personId}/postings`)).body.items[0],
      ({ conditions }) => conditions[0]?.details?.reason !== undefined,
    );
    expect(kept).toMatchObject({
      status: 'posted',
      conditions: [
        {
          code: 'awaiting-reversal',
          details: { reason: '待遇已发放', wayOut: ['post-again-after-correction', 'take-back-refund'] },
        },
      ],
    });
    expect((await booked(personId)).map(({ reversed }) => reversed)).toEqual([false]);
    const proposed = await service.call('operator', 'POST', `/v1/postings/${postingId}/again`, {
      reason: 'benefit returned',
    });
    const approval = `/v1/operations/ledger-sync/proposals/${proposed.body.proposalId}/approval`;
    expect((await service.call({ operator: 'operator-2' }, 'POST', approval)).status).toBe(200);
    await shown(personId, 'reversed');
    expect((await booked(personId)).map(({ reversed }) => reversed)).toEqual([true]);
    expect(await types(personId)).not.toContain('ContradictionNoted');
  });

  it('never book what a refund has overtaken, and book what is paid after it', async () => {
    const personId = randomUUID();
    await sandbox.stop();
    await bundleSettled(personId);
    await refundDecided(personId, randomUUID());
    await bundleSettled(personId, randomUUID());
    await eventually(
      () => types(personId),
      (all) => all.includes('PostingDeferred'),
    );
    await startBureaus();
    await eventually(
      () => types(personId),
      (all) => all.at(-1) === 'PostingAccepted',
    );
    expect((await booked(personId)).map(({ reversed }) => reversed)).toEqual([true, false]);
    expect((await shown(personId, 'posted')).conditions).toEqual([]);
    expect(await types(personId)).not.toContain('ContradictionNoted');
  });

  it('may answer before the event has come here', async () => {
    const people = Array.from({ length: 5 }, () => randomUUID());
    await service.stop();
    for (const personId of people) await bundleSettled(personId);
    const all = await eventually(
      () => Promise.all(people.map((personId) => booked(personId))),
      (books) => books.every(({ length }) => length === 1),
    );
    expect(all.flat()).toHaveLength(5);
    await startService();
    for (const personId of people) expect((await shown(personId, 'posted')).status).toBe('posted');
  });

  it.each(['answer-twice', 'answer-late'])('are heard once: %s', async (mode) => {
    const personId = randomUUID();
    await fault(personId, mode);
    await bundleSettled(personId);
    await shown(personId, 'posted');
    expect(await booked(personId)).toHaveLength(1);
    expect((await types(personId)).filter((type) => type === 'PostingAccepted')).toHaveLength(1);
  });

  it('that change what they have said are noted, and the first answer stays', async () => {
    const personId = randomUUID();
    await fault(personId, 'answer-changed');
    await bundleSettled(personId);
    const all = await eventually(
      () => types(personId),
      (stored) => stored.includes('ContradictionNoted'),
    );
    expect(all.filter((type) => type === 'ContradictionNoted')).toHaveLength(1);
    const [book] = await booked(personId);
    expect((await shown(personId, 'posted')).bureauReceiptNo).toBe(book?.receiptNo);
  });

  it.each([
    ['answer-garbled', /^not a message/],
    ['answer-forged', /^its MAC is wrong/],
  ])('are told of a record that is no answer, which holds up nothing: %s', async (mode, because) => {
    const personId = randomUUID();
    const before = (await parked()).length;
    await fault(personId, mode);
    await bundleSettled(personId);
    await shown(personId, 'posted');
    const after = await eventually(parked, (all) => all.length > before);
    expect(after.at(-1)?.because).toMatch(because);
  });

  it('tell what they have booked, also where that is not what was paid', async () => {
    const personId = randomUUID();
    await fault(personId, 'other-amount');
    await bundleSettled(personId);
    await shown(personId, 'posted');
    const told = await database.query(
      `select data->>'bookedTotal' as total from ledger_sync.events
       where type = 'PostingAccepted' and data->>'personId' = $1`,
      [personId],
    );
    expect(told).toEqual([{ total: '205.31' }]);
  });

  it('that read everything again book nothing again and change nothing here', async () => {
    const [books, { count }] = [
      async () =>
        database.query('select request_id, outcome, reversed, receipt_no from sandbox.booked order by 1'),
      (await database.query('select count(*)::int as count from ledger_sync.events'))[0],
    ];
    const before = await books();
    await rewound();
    // The last one to be read again.
    const personId = randomUUID();
    await bundleSettled(personId);
    await shown(personId, 'posted');
    const later = await types(personId);
    const after = await books();
    expect(after.filter((row) => before.some(({ request_id }) => request_id === row.request_id))).toEqual(
      before,
    );
    expect(after).toHaveLength(before.length + 1);
    const [{ count: now }] = await database.query('select count(*)::int as count from ledger_sync.events');
    expect(now - count - later.length).toBe(0);
  });

  it('have the rows that their events make, in batches of any size', async () => {
    const rebuilt = await verified(storage, database.url);
    expect(differences(rebuilt)).toEqual([]);
  });
});
