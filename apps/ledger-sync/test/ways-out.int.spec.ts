import { randomUUID } from 'node:crypto';
import { contractEvents, bundleIdOf, type ContractEvent, type ContractEventType } from '@canbao/contracts';
import { startSandbox, type SandboxProcess } from '@canbao/test-servers/sandbox';
import {
  differences,
  eventually,
  startForTest,
  testDatabase,
  verified,
  type Reply,
  type TestService,
} from '@canbao/test-servers/service';
import { ledgerSync, storage } from '../src/ledger-sync';
import { publisher, type Publisher } from '@canbao/test-servers/publisher';

const month = '2022-05';
const at = '2022-05-18T10:00:00.000+08:00';
const reason = 'registration corrected';
const items = [
  { item: 'pooled-unit', amount: '112.38' },
  { item: 'pooled-personal', amount: '74.92' },
  { item: 'mutual-aid', amount: '18.00' },
] as const;

describe("the ways out of a bureau's refusal", () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let sandbox: SandboxProcess;
  let sandboxUrl: string;
  let service: TestService;
  let payment: Publisher;
  let assessment: Publisher;

  beforeAll(async () => {
    database = await testDatabase();
    sandbox = await startSandbox(database.url);
    sandboxUrl = sandbox.url;
    payment = await publisher('payment', database.url);
    assessment = await publisher('assessment', database.url);
    const bureau = (name: string): string => `${sandboxUrl}/bureaus/${name}`;
    service = await startForTest(
      ledgerSync({ hrss: bureau('hrss'), medical: bureau('medical') }),
      database.url,
    );
    await eventually(
      () => fetch(`${service.url}/health/ready`),
      ({ ok }) => ok,
    );
  });
  afterAll(async () => {
    await service.stop();
    await payment.stop();
    await assessment.stop();
    await sandbox.stop();
    await database.drop();
  });

  const event = (type: ContractEventType, data: object): ContractEvent =>
    ({ type, data: contractEvents[type].data.parse(data) }) as ContractEvent;
  const idOf = (personId: string, insurance = 'medical'): string => `${insurance}-${personId}-${month}`;
  const bundleSettled = (personId: string, orderId: string = personId): Promise<void> =>
    payment.publish(
      event('canbao.ledger.BundleSettled.v1', {
        personId,
        bundleId: bundleIdOf(personId, month),
        month,
        district: '370102',
        scheme: 'pooled',
        total: '205.30',
        paidAt: at,
        items: items.map((item) => ({ ...item, base: '3746.00', rate: '0.03', orderId })),
      }),
    );
  const pensionSettled = (personId: string): Promise<void> =>
    payment.publish(
      event('canbao.ledger.PensionMonthsSettled.v1', {
        personId,
        orderId: personId,
        district: '370102',
        months: [{ month, base: '3746.00', rate: '0.2', amount: '749.20' }],
        total: '749.20',
        paidAt: at,
      }),
    );
  const moneyBack = (personId: string, orderId: string = personId): Promise<void> =>
    payment.publish(
      event('canbao.ledger.SettlementReversed.v1', {
        personId,
        orderId,
        insurance: 'medical',
        months: [month],
        reversedAt: at,
      }),
    );
  const fault = async (personId: string, mode: string, more: object = {}): Promise<void> => {
    const reply = await fetch(`${sandboxUrl}/sandbox/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ bureau: 'medical', mode, personId, times: 1, ...more }),
    });
    expect(reply.status).toBe(200);
  };
  const refuse = (personId: string, because: string, more: object = {}): Promise<void> =>
    fault(personId, 'refuse', { reason: because, ...more });
  const booked = async (personId: string, bureau = 'medical'): Promise<any[]> => {
    const books = await fetch(`${sandboxUrl}/sandbox/books/${bureau}?personId=${personId}`);
    return ((await books.json()) as { items: any[] }).items;
  };
  const shown = (personId: string, status: string, insurance = 'medical'): Promise<any> =>
    eventually(
      async () => {
        const { body } = await service.call('operator', 'GET', `/v1/persons/${personId}/postings`);
        return body.items.find((item: { insurance: string }) => item.insurance === insurance);
      },
      (item) => item?.status === status,
    );
  /** Proposed by one operator and approved by another, unless it is refused at once. */
  const decided = async (proposed: Reply): Promise<Reply> => {
    if (proposed.status !== 202) return proposed;
    const approval = `/v1/operations/ledger-sync/proposals/${proposed.body.proposalId}/approval`;
    return service.call({ operator: 'operator-2' }, 'POST', approval);
  };
  const proposeAgain = (
    postingId: string,
    headers = {},
    as: 'operator' | 'auditor' = 'operator',
  ): Promise<Reply> => service.call(as, 'POST', `/v1/postings/${postingId}/again`, { reason }, headers);
  const again = async (...asked: Parameters<typeof proposeAgain>): Promise<Reply> =>
    decided(await proposeAgain(...asked));
  const refund = async (postingId: string): Promise<Reply> =>
    decided(
      await service.call('operator', 'POST', `/v1/postings/${postingId}/refund-case`, {
        reason: 'paid elsewhere',
      }),
    );
  const withdrawal = async (postingId: string): Promise<Reply> =>
    decided(await service.call('operator', 'DELETE', `/v1/postings/${postingId}/refund-case`));
  const types = async (personId: string): Promise<string[]> =>
    (
      await database.query(
        "select type from ledger_sync.events where data->>'personId' = $1 order by position",
        [personId],
      )
    ).map(({ type }) => type as string);
  const refusedMonth = async (because = '险种已停保'): Promise<string> => {
    const personId = randomUUID();
    await refuse(personId, because);
    await bundleSettled(personId);
    await shown(personId, 'refused');
    return personId;
  };

  it('posts a month again under a new id after the correction, once for one key', async () => {
    const personId = await refusedMonth();
    const first = await shown(personId, 'refused');
    expect(first).toMatchObject({
      postingId: idOf(personId),
      reason: '险种已停保',
      conditions: [{ code: 'bureau-refused', clearedBy: 'operator' }],
    });
    const key = { 'idempotency-key': randomUUID() };
    const replies = await Promise.all([1, 2, 3].map(() => proposeAgain(first.postingId, key)));
    for (const { status, body } of replies)
      expect({ status, body }).toEqual(replies[0] && { status: 202, body: replies[0].body });
    expect(replies[0]?.body).toMatchObject({ status: 'proposed', details: { postingId: first.postingId } });
    expect(await types(personId)).toEqual(['PostingRequested', 'PostingRefused']);
    const done = await decided(replies[0] as Reply);
    expect(done).toMatchObject({
      status: 200,
      body: { status: 'done', result: { requestId: expect.not.stringContaining(first.requestId) } },
    });
    const item = await shown(personId, 'posted');
    expect(item).toMatchObject({ requestId: done.body.result.requestId, total: '205.30', conditions: [] });
    expect(item).not.toHaveProperty('reason');
    expect((await decided(replies[0] as Reply)).body).toEqual(done.body);
    expect(await types(personId)).toEqual([
      'PostingRequested',
      'PostingRefused',
      'PostingRequestedAgain',
      'PostingAccepted',
    ]);
    expect((await booked(personId)).map(({ requestId, outcome }) => [requestId, outcome])).toEqual([
      [first.requestId, 'refused'],
      [item.requestId, 'accepted'],
    ]);
  });

  it('is refused again with the new reason, and posts once it is corrected', async () => {
    const personId = await refusedMonth();
    await refuse(personId, '姓名不符');
    expect((await again(idOf(personId))).status).toBe(200);
    const item = await eventually(
      () => shown(personId, 'refused'),
      ({ reason: shownReason }) => shownReason === '姓名不符',
    );
    expect(item).toMatchObject({ reason: '姓名不符', conditions: [{ details: { reason: '姓名不符' } }] });
    await again(idOf(personId));
    await shown(personId, 'posted');
    expect((await booked(personId)).map(({ outcome }) => outcome)).toEqual([
      'refused',
      'refused',
      'accepted',
    ]);
  });

  it.each([
    ['silence after booking', 'timeout-after-accept'],
    ['a fault without booking', 'error-500'],
  ])('books once when the new request meets %s', async (_, mode) => {
    const personId = await refusedMonth();
    await fault(personId, mode);
    const { body } = await again(idOf(personId));
    // The bureau may have booked it: it is queried, and cannot be made again meanwhile.
    expect(await again(idOf(personId))).toMatchObject({ status: 409, body: { code: 'posting-not-refused' } });
    expect(await shown(personId, 'posted')).toMatchObject({ requestId: body.result.requestId });
    expect((await types(personId)).slice(-3)).toEqual([
      'PostingRequestedAgain',
      'PostingOutcomeUnknown',
      'PostingAccepted',
    ]);
    expect((await booked(personId)).filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
  });

  it('is refused after an unknown outcome as after any, and can then be made again', async () => {
    const personId = await refusedMonth();
    await fault(personId, 'error-500');
    await refuse(personId, '仍未参保');
    await again(idOf(personId));
    await eventually(
      () => shown(personId, 'refused'),
      ({ reason: shownReason }) => shownReason === '仍未参保',
    );
    await again(idOf(personId));
    await shown(personId, 'posted');
    expect((await types(personId)).slice(2)).toEqual([
      'PostingRequestedAgain',
      'PostingOutcomeUnknown',
      'PostingRefused',
      'PostingRequestedAgain',
      'PostingAccepted',
    ]);
  });

  it('posts once when several operators ask and approve', async () => {
    const personId = await refusedMonth();
    const replies = await Promise.all(Array.from({ length: 5 }, () => again(idOf(personId))));
    for (const { status } of replies) expect([200, 409]).toContain(status);
    await shown(personId, 'posted');
    expect((await types(personId)).filter((type) => type === 'PostingRequestedAgain')).toHaveLength(1);
  });

  it('concerns one insurance: the other half of a payment stays as it is', async () => {
    const personId = randomUUID();
    await refuse(personId, '个人账户冻结', { bureau: 'hrss' });
    await Promise.all([pensionSettled(personId), bundleSettled(personId)]);
    const medical = await shown(personId, 'posted');
    await shown(personId, 'refused', 'pension');
    expect(await again(medical.postingId)).toMatchObject({
      status: 409,
      body: { code: 'posting-not-refused', details: { status: 'posted' }, userMessage: expect.any(String) },
    });
    expect((await again(idOf(personId, 'pension'))).status).toBe(200);
    expect(await shown(personId, 'posted', 'pension')).toMatchObject({ total: '749.20' });
    expect(await shown(personId, 'posted')).toEqual(medical);
    expect(await booked(personId)).toHaveLength(1);
  });

  it('excludes a refund from posting again, until the case is withdrawn', async () => {
    const personId = await refusedMonth();
    const id = idOf(personId);
    expect(await refund(id)).toMatchObject({
      status: 200,
      body: { status: 'done', details: { postingId: id } },
    });
    const open = { status: 409, body: { code: 'refund-case-open', details: { because: 'posting-refused' } } };
    expect(await again(id)).toMatchObject(open);
    expect(await refund(id)).toMatchObject(open);
    expect(await shown(personId, 'refused')).toMatchObject({
      conditions: [{ code: 'refund-case-open' }, { code: 'bureau-refused', details: { wayOut: ['refund'] } }],
    });
    expect(await withdrawal(id)).toMatchObject({ status: 200, body: { status: 'done' } });
    expect(await withdrawal(id)).toMatchObject({ status: 404, body: { code: 'refund-case-not-found' } });
    expect((await again(id)).status).toBe(200);
    await shown(personId, 'posted');
    expect(await refund(id)).toMatchObject({ status: 409, body: { code: 'posting-not-refused' } });
  });

  it('never refunds and posts when both are requested at once', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => refusedMonth()));
    for (const personId of people) {
      const replies = await Promise.all([again(idOf(personId)), refund(idOf(personId))]);
      expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    }
  });

  it('is over when the money has gone back', async () => {
    const personId = await refusedMonth();
    await refund(idOf(personId));
    await moneyBack(personId);
    await shown(personId, 'reversed');
    expect(await again(idOf(personId))).toMatchObject({
      status: 409,
      body: { code: 'posting-not-refused', details: { status: 'reversed' } },
    });
    // Paid anew, the month is a new matter.
    await bundleSettled(personId, randomUUID());
    await shown(personId, 'posted');
    expect((await booked(personId)).filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
  });

  it('reverses at the bureau what was posted again and then paid back', async () => {
    const personId = await refusedMonth();
    await again(idOf(personId));
    const { requestId } = await shown(personId, 'posted');
    await moneyBack(personId);
    await shown(personId, 'reversed');
    const [, second] = await booked(personId);
    expect(second).toMatchObject({ requestId, reversed: true });
  });

  it('does not post the month of someone who had died, as assessment says', async () => {
    const personId = await refusedMonth();
    const refundCase = { personId, insurance: 'medical', month, because: 'death' };
    await assessment.publish(event('canbao.assessment.RefundCaseOpened.v1', refundCase));
    await eventually(
      () => shown(personId, 'refused'),
      ({ conditions }) => conditions[0].code === 'refund-case-open',
    );
    expect(await again(idOf(personId))).toMatchObject({
      status: 409,
      body: { code: 'refund-case-open', details: { because: 'death' } },
    });
    await assessment.publish(event('canbao.assessment.RefundCaseClosed.v1', refundCase));
    await eventually(
      () => shown(personId, 'refused'),
      ({ conditions }) => conditions[0].code === 'bureau-refused',
    );
    await again(idOf(personId));
    await shown(personId, 'posted');
  });

  it('shows no posting for a month that only has a refund case', async () => {
    const personId = randomUUID();
    const refundCase = { personId, insurance: 'medical', month, because: 'death' };
    await assessment.publish(event('canbao.assessment.RefundCaseOpened.v1', refundCase));
    await eventually(
      () => types(personId),
      ({ length }) => length === 1,
    );
    expect((await service.call('operator', 'GET', `/v1/persons/${personId}/postings`)).body.items).toEqual(
      [],
    );
    expect(await again(idOf(personId))).toMatchObject({ status: 404, body: { code: 'posting-not-found' } });
    await bundleSettled(personId);
    await shown(personId, 'posted');
  });

  it.each([
    ['nobody has paid for', () => again(idOf(randomUUID())), 404, 'posting-not-found'],
    ['has no such id', () => again('medical-1-2022-05'), 400, 'invalid-request'],
    ['an auditor only looks at', () => again(idOf(randomUUID()), {}, 'auditor'), 403, 'forbidden'],
    [
      'is named without a reason',
      () => service.call('operator', 'POST', `/v1/postings/${idOf(randomUUID())}/again`, { reason: ' ' }),
      400,
      'invalid-request',
    ],
    ['has no refund case', () => withdrawal(idOf(randomUUID())), 404, 'posting-not-found'],
  ])('are closed for a month that %s', async (_, request, status, code) =>
    expect(await request()).toMatchObject({ status, body: { code } }),
  );

  it('are none from an answer that is no answer: it is kept, the bureau is told, and it is asked again', async () => {
    const personId = randomUUID();
    await fault(personId, 'broken-total');
    await bundleSettled(personId);
    expect(await shown(personId, 'posted')).toMatchObject({ conditions: [] });
    expect(await types(personId)).toEqual(['PostingRequested', 'PostingOutcomeUnknown', 'PostingAccepted']);
    expect(await booked(personId)).toHaveLength(1);
    expect(
      await database.query(
        `select data->>'because' as because, data->>'bureau' as bureau from ledger_sync.events
         where type = 'BureauAnswerParked'`,
      ),
    ).toEqual([{ because: 'accepted, but not as agreed: total', bureau: 'medical-bureau' }]);
  });

  it('of a refund that is taken back: what the bureau keeps is posted, what it has taken out is booked again', async () => {
    const personId = randomUUID();
    const [refundId, orderId] = [randomUUID(), randomUUID()];
    const months = ['2022-04', month];
    await payment.publish(
      event('canbao.ledger.PensionMonthsSettled.v1', {
        personId,
        orderId,
        district: '370102',
        months: months.map((each) => ({ month: each, base: '3746.00', rate: '0.2', amount: '749.20' })),
        total: '1498.40',
        paidAt: at,
      }),
    );
    const both = (satisfied: (one: any) => boolean): Promise<any[]> =>
      eventually(
        async () => (await service.call('operator', 'GET', `/v1/persons/${personId}/postings`)).body.items,
        (shownMonths) => shownMonths.length === 2 && shownMonths.every(satisfied),
      );
    await both(({ status, bureauReceiptNo }) => status === 'posted' && bureauReceiptNo !== undefined);
    await fault(personId, 'refuse-reversal', { bureau: 'hrss', reason: '待遇已发放' });
    const going = { personId, refundId, insurance: 'pension' };
    const named = months.map((each) => ({ month: each, orderIds: [orderId] }));
    await payment.publish(
      event('canbao.ledger.RefundDecided.v1', { ...going, months: named, decidedAt: at }),
    );
    const waiting = await both(
      ({ status, conditions }) => status === 'reversed' || conditions[0]?.details?.reason !== undefined,
    );
    expect(waiting.map(({ status }) => status).toSorted()).toEqual(['posted', 'reversed']);
    expect(waiting.find(({ status }) => status === 'posted').conditions).toMatchObject([
      { details: { reason: '待遇已发放', wayOut: ['post-again-after-correction', 'take-back-refund'] } },
    ]);
    await payment.publish(
      event('canbao.ledger.RefundTakenBack.v1', { ...going, months: named, takenBackAt: at }),
    );
    await both(({ status, conditions }) => status === 'posted' && conditions.length === 0);
    expect(
      (await booked(personId, 'hrss')).filter(({ outcome, reversed }) => outcome === 'accepted' && !reversed),
    ).toHaveLength(2);
  });

  it('leave the rows that their events make', async () =>
    expect(differences(await verified(storage, database.url))).toEqual([]));
});
