import { postingOf, reportOf, unmetConditions, type PostingCommand } from '..';
import {
  accepted,
  bundleId,
  eventsOf,
  items,
  may,
  received,
  refund,
  refundCase,
  refused,
  request,
  reversal,
  reversed,
  stateAfter,
  unknown,
} from '../../test/postings';

const reportAfter = (...commands: PostingCommand[]) =>
  reportOf(eventsOf(...commands).map((event, index) => ({ ...event, eventId: `event-${index + 1}` })));

describe('the report on a month', () => {
  it('does not exist before the first event', () => {
    expect(reportOf([])).toBeUndefined();
    expect(postingOf([])).toBeUndefined();
  });
  it('does not exist while nothing is paid', () => expect(reportAfter(refundCase())).toBeUndefined());
  it('is about the person and month of its events', () =>
    expect(postingOf(eventsOf(request()))).toEqual({ ...may, state: stateAfter(request()) }));
  it('shows the request and the receipt of the bureau', () =>
    expect(reportAfter(request(), accepted())).toEqual({
      postingId: `medical-${may.personId}-2022-05`,
      insurance: 'medical',
      month: '2022-05',
      status: 'posted',
      bundleId,
      requestId: 'request-1',
      bureauReceiptNo: 'R1',
      items,
      total: '205.30',
      conditions: [],
    }));
  it('shows the reason of a refusal, with the event that says so', () => {
    const report = reportAfter(request(), refused());
    expect(report).toMatchObject({
      status: 'refused',
      reason: 'person-unknown',
      conditions: [{ code: 'bureau-refused', evidence: 'event-2' }],
    });
    expect(report).not.toHaveProperty('bureauReceiptNo');
  });
  it('rests on the last event', () =>
    expect(reportAfter(received(), request(), refused())?.conditions).toMatchObject([
      { evidence: 'event-3' },
    ]));
  it('has no request while items are missing', () =>
    expect(reportAfter(received())).not.toHaveProperty('requestId'));
  it('has no bundle and no reason where there is none', () => {
    const pension = { ...request(), insurance: 'pension', bundleId: undefined } as never;
    expect(Object.keys(reportAfter(pension) ?? {}).sort()).toEqual(
      ['conditions', 'insurance', 'items', 'month', 'postingId', 'requestId', 'status', 'total'].sort(),
    );
  });
  it('says posted until the bureau confirms the reversal', () => {
    expect(reportAfter(request(), accepted(), reversal())).toMatchObject({
      status: 'posted',
      conditions: [{ code: 'awaiting-reversal' }],
    });
    expect(reportAfter(request(), accepted(), reversal(), reversed())).toMatchObject({
      status: 'reversed',
      conditions: [],
    });
  });
});

describe('why a month is not posted yet', () => {
  const atBureau = { rule: 'posting', clearedBy: 'bureau', evidence: 'event-1' };
  it.each([
    ['nothing', [], []],
    [
      'some items',
      [received()],
      [
        {
          code: 'bundle-incomplete',
          rule: 'medical.bundle',
          source: '指南 G3.2.2.6',
          clearedBy: 'payer',
          evidence: 'event-1',
          details: { missingItems: ['mutual-aid'], status: '漏缴险种' },
        },
      ],
    ],
    ['a request', [request()], [{ ...atBureau, code: 'awaiting-bureau', source: '经办机构尚未答复' }]],
    [
      'an unknown outcome',
      [request(), unknown()],
      [{ ...atBureau, code: 'outcome-unknown', source: '正以同一请求号向经办机构查询' }],
    ],
    [
      'a refusal',
      [request(), refused()],
      [
        {
          ...atBureau,
          code: 'bureau-refused',
          source: '经办机构的答复',
          clearedBy: 'operator',
          details: { reason: 'person-unknown', wayOut: ['post-again-after-correction', 'refund'] },
        },
      ],
    ],
    [
      'a refund request',
      [request(), refused(), refund],
      [
        {
          ...atBureau,
          code: 'refund-case-open',
          source: '款项应退还缴费人',
          clearedBy: 'operator',
          details: { reason: 'person-unknown', because: 'posting-refused' },
        },
        {
          ...atBureau,
          code: 'bureau-refused',
          source: '经办机构的答复',
          clearedBy: 'operator',
          details: { reason: 'person-unknown', wayOut: ['refund'] },
        },
      ],
    ],
    ['a refund case of a posted month', [request(), accepted(), refundCase()], []],
    [
      'a reversal request',
      [request(), accepted(), reversal()],
      [{ ...atBureau, code: 'awaiting-reversal', source: '款项已退还缴费人' }],
    ],
    ['the acceptance', [request(), accepted()], []],
    ['the end of the reversal', [request(), accepted(), reversal(), reversed()], []],
  ] as [string, PostingCommand[], object[]][])('after %s', (_, history, conditions) =>
    expect(unmetConditions(stateAfter(...history), 'event-1')).toEqual(conditions),
  );
  it('has no evidence where no event is named', () =>
    expect(unmetConditions(stateAfter(request()))[0]).not.toHaveProperty('evidence'));
});
