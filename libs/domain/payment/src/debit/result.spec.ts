import { startOf } from '@canbao/calendar';
import { on, type Placed } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { sum, yuan } from '@canbao/money';
import { debitPack, debitResult, entriesOf, published, type AnyPaymentEvent, type PaymentEvent } from '..';
import {
  may,
  medicalMonth,
  monthClaimed,
  monthReopened,
  noon,
  orderId,
  pensionMonth,
  pensionPaid,
} from '../../test/fixtures';
import {
  book,
  claimedBy,
  failedLine,
  includeMedical,
  item,
  itemId,
  packed,
  packMade,
  packName,
  paidLine,
  ready,
  readyMedical,
  requested,
  runId,
  today,
  unknownLine,
} from '../../test/debits';
import { waysOut } from '../suspense/ways';
import type { AnyDebitEvent } from './item';
import type { BookResult, VoidItem } from './result';

const month = pensionMonth(may);
type Past = readonly (AnyDebitEvent | Placed<AnyDebitEvent>)[];
const held: Past = [requested, ready, packed, on(month, claimedBy('pension'))];
const heldMedical: Past = [
  { ...requested, data: { ...requested.data, insurance: 'medical' } } as AnyDebitEvent,
  readyMedical,
  { ...packed, data: { ...packed.data, insurance: 'medical' } } as AnyDebitEvent,
  on(medicalMonth(may), claimedBy('medical')),
];
const pooledLine = { ...paidLine, amount: includeMedical.total };
const voidItem: VoidItem = { type: 'VoidItem', ...item, said: '94999', at: noon };
const after = (command: BookResult | VoidItem, ...past: Past): AnyDebitEvent[] => {
  const { outcome } = given(debitResult, ...held, ...past).when(command);
  return outcome.accepted ? outcome.events.map(({ event }) => event as AnyDebitEvent) : [];
};
const typesOf = (events: readonly AnyDebitEvent[]) => events.map(({ type }) => type);
const find = <Type extends AnyDebitEvent['type']>(events: readonly AnyDebitEvent[], type: Type) =>
  events.find((event): event is Extract<AnyDebitEvent, { type: Type }> => event.type === type)?.data;

describe('what the bank says of an item', () => {
  it('as taken settles the month on the path of any money, and ends the claim', () => {
    const events = after(book(paidLine));
    expect(typesOf(events)).toEqual([
      'DebitItemSucceeded',
      'PaymentCaptured',
      'PensionMonthsSettled',
      'PensionMonthPaid',
    ]);
    expect(find(events, 'PaymentCaptured')).toMatchObject({
      orderId: itemId,
      channel: 'batch-debit',
      channelTransactionNo: '2022051800000001',
      method: 'debit',
      amount: '1000.00',
    });
    expect(find(events, 'PensionMonthPaid')).toMatchObject({ endsClaimOf: itemId });
  });
  /** What the bureau is told. */
  const posted = (command: BookResult, past: Past, type: string) => {
    const { outcome } = given(debitResult, ...past).when(command);
    const events = outcome.accepted ? outcome.events.map(({ event }) => event as AnyPaymentEvent) : [];
    return events.flatMap((event) => published(event) ?? []).filter((event) => event.type === type);
  };
  it('as taken goes to the bureau: a pension month', () =>
    expect(posted(book(paidLine), held, 'canbao.ledger.PensionMonthsSettled.v1')).toMatchObject([
      { data: { orderId: itemId, months: [{ month: may }], total: '1000.00' } },
    ]));
  it('as taken goes to the bureau: a pooled medical month, whole, in one event', () => {
    const command = { ...book(pooledLine), insurance: 'medical' } as const;
    const items = ['pooled-unit', 'pooled-personal', 'mutual-aid'].map((item) => ({ item }));
    expect(posted(command, heldMedical, 'canbao.ledger.BundleSettled.v1')).toMatchObject([
      { data: { month: may, scheme: 'pooled', items, total: includeMedical.total } },
    ]);
  });
  it('as taken, another amount than the bundle’s settles nothing of it', () => {
    const command = { ...book({ ...pooledLine, amount: yuan('100.00') }), insurance: 'medical' } as const;
    expect(posted(command, heldMedical, 'canbao.ledger.BundleSettled.v1')).toEqual([]);
    expect(posted(command, heldMedical, 'canbao.payment.ReceiptKeptInSuspense.v1')).toHaveLength(1);
  });
  it('as failed frees the month, and says why', () => {
    const events = after(book(failedLine));
    expect(typesOf(events)).toEqual(['DebitItemFailed', 'MonthReleased']);
    expect(find(events, 'DebitItemFailed')).toMatchObject({ because: 'insufficient-funds', said: '24003' });
  });
  it('as unknown leaves the month claimed, and is an answer once', () => {
    expect(typesOf(after(book(unknownLine)))).toEqual(['DebitItemUnknown']);
    given(debitResult, ...held)
      .when(book(unknownLine))
      .then({ type: 'DebitItemUnknown', data: { ...item, said: '94999', at: noon } });
  });
  it('as unknown past the limit is void, and free', () =>
    expect(typesOf(after(voidItem))).toEqual(['DebitItemVoided', 'MonthReleased']));
  it.each([paidLine, failedLine, unknownLine])(
    'has one effect, however often it is said: $outcome',
    (line) => {
      const { outcome } = given(debitResult, ...held).when(book(line));
      given(debitResult, ...held)
        .when(book(line))
        .then(
          ...(outcome.accepted ? outcome.events.map(({ stream, event }) => on(stream ?? '', event)) : []),
        );
    },
  );
  it.each([
    [
      'a counter was paid first',
      'already-paid',
      book(paidLine),
      on(month, pensionPaid(2, may, { stillHeldBy: itemId })),
    ],
    ['it is another amount', 'amount-differs', book({ ...paidLine, amount: yuan('999.00') }), undefined],
    [
      'it was taken after the month could be paid',
      'quote-expired',
      book(
        { ...paidLine, paidAt: '2022-05-26T00:00:00.000+08:00' as never },
        { at: '2022-05-27T00:00:00.000+08:00' as never },
      ),
      undefined,
    ],
    [
      'it was taken before it was asked for',
      'paid-at-implausible',
      book({ ...paidLine, paidAt: '2022-05-17T23:59:59.999+08:00' as never }),
      undefined,
    ],
  ])('as taken is kept in suspense where %s, and the claim ends', (_, because, command, past) => {
    const events = after(command, ...(past === undefined ? [] : [past]));
    expect(find(events, 'ReceiptKeptInSuspense')).toMatchObject({ because, channel: 'batch-debit' });
    expect(events.filter(({ type }) => type === 'MonthReleased')).toHaveLength(1);
    expect(sum(events.flatMap((event) => entriesOf(event as PaymentEvent)).map(({ amount }) => amount))).toBe(
      '0.00',
    );
  });
  it('as taken after all, when the item was void, is booked: money that has moved is a fact', () => {
    const past: Past = [
      { type: 'DebitItemVoided', data: { ...item, said: '94999', at: noon } },
      on(month, {
        type: 'MonthReleased',
        data: { personId: item.personId, insurance: 'pension', month: may, orderId: itemId },
      }),
    ];
    expect(typesOf(after(book(paidLine), ...past))).toContain('PensionMonthsSettled');
  });
  const failedBefore: Past = [
    {
      type: 'DebitItemFailed',
      data: { ...item, said: '24003', because: 'insufficient-funds', at: noon },
    },
    on(month, {
      type: 'MonthReleased',
      data: { personId: item.personId, insurance: 'pension', month: may, orderId: itemId },
    }),
  ];
  it('as taken, though it had called it failed, settles the month that is still owed, and once', () => {
    const events = after(book(paidLine), ...failedBefore);
    expect(typesOf(events)).toEqual([
      'DebitItemSucceeded',
      'PaymentCaptured',
      'PensionMonthsSettled',
      'PensionMonthPaid',
    ]);
    const placed = given(debitResult, ...held, ...failedBefore).when(book(paidLine));
    placed.then(
      ...(placed.outcome.accepted
        ? placed.outcome.events.map(({ stream, event }) => on(stream ?? '', event))
        : []),
    );
  });
  it('as taken, though it had called it failed, is kept with its reason where a counter was paid meanwhile', () => {
    const events = after(book(paidLine), ...failedBefore, on(month, pensionPaid(2)));
    expect(find(events, 'ReceiptKeptInSuspense')).toMatchObject({
      because: 'already-paid',
      amount: '1000.00',
    });
    expect(typesOf(events)).not.toContain('PensionMonthPaid');
    expect(waysOut['already-paid'].way).toBe('back');
  });
  it('as taken, though it had called it failed, ends the claim of whoever was about to pay meanwhile', () => {
    const events = after(book(paidLine), ...failedBefore, on(month, monthClaimed(2, 'pension')));
    expect(find(events, 'PensionMonthPaid')).toMatchObject({ endsClaimOf: orderId(2) });
  });
  it('as failed, though it had called it taken, unbooks nothing', () => {
    const taken = given(debitResult, ...held).when(book(paidLine)).outcome;
    const booked = taken.accepted ? taken.events.map(({ stream, event }) => on(stream ?? '', event)) : [];
    expect(booked).toHaveLength(4);
    for (const line of [failedLine, unknownLine])
      given(debitResult, ...held, ...(booked as Past))
        .when(book(line))
        .thenNothing();
  });
  it('about an item that was never sent changes nothing', () =>
    expect(given(debitResult, requested as never).when(book(paidLine)).outcome).toMatchObject({
      events: [],
    }));
});

describe('a pack', () => {
  const make = {
    type: 'MakePack',
    ...packName,
    runId,
    bank: 'ccb',
    items: [item],
    until: '2022-05-25',
    at: noon,
  } as const;
  const onItem = (event: AnyDebitEvent) => on(`debit-item-${itemId}`, event);
  const receive = { type: 'ReceiveResults', ...packName, digest: 'h1', lines: [paidLine], at: noon } as const;
  const known = {
    type: 'DebitResultsReceived',
    data: { runId, ...packName, digest: 'h0', lines: [paidLine], receivedAt: noon },
  } as const;

  it('takes ready items of its bank, each into one pack only', () => {
    given(debitPack, onItem(requested), onItem(ready))
      .when(make as never)
      .then(packMade, onItem(packed));
    given(debitPack, onItem(requested), onItem(ready), onItem(packed))
      .when({ ...make, packNo: '00000002' } as never)
      .thenNothing();
    given(debitPack, onItem(requested), onItem(ready))
      .when({ ...make, bank: 'icbc' } as never)
      .thenNothing();
  });
  const paidAtCounter = on(month, pensionPaid(2));
  it('leaves behind what a counter was paid for since it was ready, and is not made for nothing else', () => {
    const second = { ...item, itemId: orderId(3), personId: '10000000-0000-4000-8000-000000000002' };
    const readyToo = on(`debit-item-${second.itemId}`, { ...ready, data: { ...ready.data, ...second } });
    const askedToo = on(`debit-item-${second.itemId}`, {
      ...requested,
      data: { ...requested.data, ...second },
    });
    const past = [onItem(requested), onItem(ready), paidAtCounter];
    given(debitPack, ...(past as never[]))
      .when(make as never)
      .thenNothing();
    const { outcome } = given(debitPack, ...(past as never[]), askedToo as never, readyToo as never).when({
      ...make,
      items: [item, second],
    } as never);
    expect(outcome).toMatchObject({
      events: [
        { event: { type: 'DebitPackMade', data: { items: [{ itemId: second.itemId, traNo: '00000001' }] } } },
        { event: { type: 'DebitItemPacked', data: { itemId: second.itemId } } },
      ],
    });
  });
  it('takes what was paid and given back meanwhile', () => {
    const reopened = on(month, monthReopened(2, 'pension'));
    given(debitPack, onItem(requested), onItem(ready), paidAtCounter as never, reopened as never)
      .when(make as never)
      .then(packMade, onItem(packed));
  });
  it('takes the results that are new', () => {
    given(debitPack, packMade)
      .when(receive)
      .then({ ...known, data: { ...known.data, digest: 'h1' } });
    given(debitPack, packMade, known).when(receive).thenNothing();
  });
  const conflicting = (...traNos: string[]) =>
    ({
      type: 'DebitResultsConflicting',
      data: { runId, ...packName, digest: 'h1', traNos, receivedAt: noon },
    }) as const;
  it.each([
    ['failed', 'taken', failedLine, paidLine],
    ['unknown', 'taken', unknownLine, paidLine],
    ['taken of another amount', 'taken', { ...paidLine, amount: yuan('999.00') }, paidLine],
    ['unknown', 'failed', unknownLine, failedLine],
  ])(
    'keeps a file that says %s, though the item was %s, as a conflict, and books nothing of it',
    (_, _was, says, was) =>
      given(debitPack, packMade, { ...known, data: { ...known.data, lines: [was] } })
        .when({ ...receive, lines: [says] })
        .then(conflicting('00000001')),
  );

  const first = packMade.data.items[0] as (typeof packMade.data.items)[0];
  const others = ['00000002', '00000003', '00000004'].map((traNo) => ({ ...first, traNo }));
  const packOfFour = {
    ...packMade,
    data: { ...packMade.data, items: [first, ...others] },
  } as typeof packMade;
  const knownFour = {
    ...known,
    data: {
      ...known.data,
      lines: [failedLine, { ...paidLine, traNo: '00000002' }, ...['3', '4'].map(unknownOf)],
    },
  } as const;
  function unknownOf(digit: string) {
    return { ...unknownLine, traNo: `0000000${digit}` };
  }
  it('takes money of an item that it was told had failed: it says so, and is no conflict', () =>
    given(debitPack, packOfFour, knownFour)
      .when({ ...receive, lines: [paidLine] })
      .then({
        ...known,
        data: { ...known.data, digest: 'h1', lines: [paidLine], afterFailure: ['00000001'] },
      }));
  it('takes of a file in conflict the money that was taken, and nothing else', () =>
    given(debitPack, packOfFour, knownFour)
      .when({
        ...receive,
        lines: [
          paidLine,
          { ...failedLine, traNo: '00000002' },
          { ...paidLine, traNo: '00000003' },
          { ...failedLine, traNo: '00000004' },
        ],
      })
      .then(
        {
          ...known,
          data: {
            ...known.data,
            digest: 'h1',
            lines: [paidLine, { ...paidLine, traNo: '00000003' }],
            afterFailure: ['00000001'],
          },
        },
        conflicting('00000002'),
      ));
  it('is not contradicted by an answer that has the day without the time', () => {
    const dayOnly = { ...paidLine, paidAt: startOf(today) };
    expect(dayOnly.paidAt).not.toBe(paidLine.paidAt);
    given(debitPack, packMade, known)
      .when({ ...receive, lines: [dayOnly] })
      .thenNothing();
    const dayBefore = { ...paidLine, paidAt: '2022-05-17T23:59:59.000+08:00' as typeof noon };
    expect(given(debitPack, packMade, known).when({ ...receive, lines: [dayBefore] }).outcome).toMatchObject({
      events: [{ event: { type: 'DebitResultsConflicting' } }],
    });
  });
  it('takes the end of an item that was unknown', () => {
    const unknown = { ...known, data: { ...known.data, lines: [unknownLine] } };
    expect(given(debitPack, packMade, unknown).when(receive).outcome).toMatchObject({
      events: [{ event: { type: 'DebitResultsReceived' } }],
    });
  });
  it('refuses results of items that it does not have', () =>
    given(debitPack, packMade)
      .when({ ...receive, lines: [paidLine, { ...paidLine, traNo: '00000002' }] })
      .thenRejected('debit-result-unknown-item', { traNos: ['00000002'] }));
  it('that the bank refused has no results', () => {
    const refused = {
      type: 'DebitPackRefused',
      data: { runId, ...packName, said: '94052', refusedAt: noon },
    } as const;
    given(debitPack, packMade)
      .when({ type: 'NoteSent', ...packName, refused: '94052', at: noon })
      .then(refused);
    given(debitPack, packMade, refused)
      .when({ ...receive, lines: [failedLine] })
      .thenRejected('debit-result-not-sent');
  });
  it('that the bank refused and debited all the same: the money is booked, and contradicts', () => {
    const refused = {
      type: 'DebitPackRefused',
      data: { runId, ...packName, said: '94052', refusedAt: noon },
    } as const;
    given(debitPack, packOfFour, refused)
      .when({ ...receive, lines: [paidLine, { ...failedLine, traNo: '00000002' }] })
      .then({ ...known, data: { ...known.data, digest: 'h1', afterFailure: ['00000001'] } });
  });
});
