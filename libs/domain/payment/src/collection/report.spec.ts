import { instant, month } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import type { ChannelCaller } from '@canbao/rules';
import { may, medicalQuote, noon, orderId, pensionQuote } from '../../test/fixtures';
import {
  admitReport,
  admitReversal,
  admitUnidentified,
  originalsOf,
  paymentOrder,
  type Digests,
  type RecordCollection,
  type ReverseCollection,
} from '../index';

/** Readable stand-ins: an id tells what it was made from. */
const digests: Digests = {
  uuidOf: (text) =>
    text === 'collection|ccb|2022-05-18|T1' ? orderId(1) : `00000000-0000-8000-a000-${text}`,
  digestOf: (text) => `digest of ${text}`,
};
const teller: ChannelCaller = { role: 'bank', bank: 'ccb' };
const report = {
  channelTransactionNo: 'T1',
  amount: yuan('1000.00'),
  paidAt: noon,
  method: 'cash',
} as const;
const admitted = (
  change: Partial<typeof report> | object = {},
  counter = teller,
  quote = pensionQuote(may),
) => admitReport({ ...report, ...change }, quote, counter, noon, digests);

describe('a report of money', () => {
  it('becomes a command whose order follows from channel, day of payment and number', () =>
    expect(admitted()).toStrictEqual({
      command: {
        type: 'RecordCollection',
        orderId: orderId(1),
        quote: pensionQuote(may),
        channel: 'ccb',
        channelTransactionNo: 'T1',
        receiptNo: 'SD2022051803458764513820557312',
        amount: '1000.00',
        paidAt: noon,
        method: 'cash',
        at: noon,
        fingerprint:
          'digest of {"amount":"1000.00","method":"cash","paidAt":"2022-05-18T12:00:00.000+08:00",' +
          '"quoteId":"20000000-0000-4000-8000-000000000001"}',
      },
    }));
  it('carries the items of an old message, which belong to its fingerprint', () =>
    expect(
      admitReport({ ...report, items: ['mutual-aid'] }, medicalQuote(), teller, noon, digests),
    ).toMatchObject({
      command: {
        items: ['mutual-aid'],
        fingerprint:
          'digest of {"amount":"1000.00","items":["mutual-aid"],"method":"cash",' +
          '"paidAt":"2022-05-18T12:00:00.000+08:00","quoteId":"20000000-0000-4000-8000-000000000001"}',
      },
    }));
  it('of an unknown quote is about its token alone', () =>
    expect(admitUnidentified({ ...report, quoteToken: 'forged' }, teller, noon, digests)).toStrictEqual({
      command: {
        type: 'RecordUnidentified',
        orderId: orderId(1),
        channel: 'ccb',
        channelTransactionNo: 'T1',
        receiptNo: 'SD2022051803458764513820557312',
        amount: '1000.00',
        paidAt: noon,
        fingerprint:
          'digest of {"amount":"1000.00","method":"cash","paidAt":"2022-05-18T12:00:00.000+08:00",' +
          '"quoteToken":"forged"}',
      },
    }));
  it('is recognised whether or not the signature of its quote is known', () => {
    const unknown = { ...report, quoteToken: 'signed by a key of before' };
    const command = admitUnidentified(unknown, teller, noon, digests, pensionQuote(may).quoteId);
    const { fingerprint } = (admitted() as { command: RecordCollection }).command;
    expect(command).toMatchObject({ command: { type: 'RecordUnidentified', fingerprint } });
  });
  it('of an unknown quote and nothing is turned away', () =>
    expect(
      admitUnidentified({ ...report, amount: yuan('0.00'), quoteToken: 'forged' }, teller, noon, digests),
    ).toEqual({ refused: 'amount-not-positive' }));
  it('of another channel under the same number is another order', () =>
    expect(admitted({}, { role: 'tax-desk' })).toMatchObject({
      command: { channel: 'tax-desk', orderId: '00000000-0000-8000-a000-collection|tax-desk|2022-05-18|T1' },
    }));

  it('of another day under the same number is another order', () =>
    expect(admitted({ paidAt: instant('2022-05-17T23:59:59.999+08:00') })).toMatchObject({
      command: { orderId: '00000000-0000-8000-a000-collection|ccb|2022-05-17|T1' },
    }));

  const unlisted: ChannelCaller = { role: 'bank', bank: 'psbc' };
  const ahead = instant('2022-05-18T12:05:00.001+08:00');
  it('of nothing is turned away, whatever else is wrong', () =>
    expect(admitted({ amount: yuan('0.00'), paidAt: ahead }, unlisted)).toEqual({
      refused: 'amount-not-positive',
    }));
  it.each([
    ['paid-at-implausible', { paidAt: ahead }, unlisted],
    ['bank-not-in-district', {}, unlisted],
  ] as const)('is taken, for suspense with %s first', (because, change, counter) =>
    expect(admitted(change, counter)).toMatchObject({ command: { because } }),
  );
  it('of an amount below zero is turned away', () =>
    expect(admitted({ amount: yuan('-0.01') })).toEqual({ refused: 'amount-not-positive' }));
  it('of a single fen is taken', () =>
    expect(admitted({ amount: yuan('0.01') })).toMatchObject({ command: { amount: '0.01' } }));
  it('is taken from a clock that is five minutes ahead', () =>
    expect(admitted({ paidAt: instant('2022-05-18T12:05:00.000+08:00') })).not.toHaveProperty(
      'command.because',
    ));
  it('is taken at the tax desk from every district', () =>
    expect(admitted({}, { role: 'tax-desk' })).not.toHaveProperty('command.because'));
  it.each([{ role: 'bank' }, { role: 'agency' }])('is turned away where no channel is known: %j', (counter) =>
    expect(admitted({}, counter)).toMatchObject({ refused: 'bank-not-in-district' }),
  );
});

describe('the time of payment', () => {
  const now = instant('2022-05-18T12:20:00.000+08:00');
  const at = (paidAt: string, quote = pensionQuote(may)) =>
    admitReport({ ...report, paidAt: instant(`${paidAt}+08:00`) }, quote, teller, now, digests);
  const issued = { ...pensionQuote(may), issuedAt: instant('2022-05-16T23:59:00.000+08:00') };
  it.each([
    ['five minutes before the quote', '2022-05-18T11:55:00', pensionQuote(may)],
    ['five minutes from now', '2022-05-18T12:25:00', pensionQuote(may)],
    ['the first moment of yesterday', '2022-05-17T00:00:00', issued],
    ['a moment of a day that is closed', '2022-05-16T23:59:59.999', issued],
  ])('is plausible at %s', (_, paidAt, quote) =>
    expect(at(paidAt, quote)).not.toHaveProperty('command.because'),
  );
  it.each([
    ['before the quote', '2022-05-18T11:54:59.999', pensionQuote(may), '20220518'],
    ['ahead of the clock', '2022-05-18T12:25:00.001', pensionQuote(may), '20220518'],
    ['in another month', '2022-06-01T12:00:00', pensionQuote(may), '20220518'],
    ['of twenty years ago', '2001-05-18T12:00:00', pensionQuote(may), '20220518'],
    ['of yesterday, before the quote', '2022-05-17T12:00:00', pensionQuote(may), '20220517'],
  ])('is implausible %s, and the day of account is ours', (_, paidAt, quote, accountedOn) => {
    const { command } = at(paidAt, quote) as { command: RecordCollection };
    expect(command.because).toBe('paid-at-implausible');
    expect(command.receiptNo.slice(0, 10)).toBe(`SD${accountedOn}`);
    expect((command.accountedOn ?? command.paidAt.slice(0, 10)).replaceAll('-', '')).toBe(accountedOn);
  });
});

it('of the last moments of a year is accounted to the day on which its file comes, and pays its months', () => {
  const paidAt = instant('2022-12-31T23:59:58.000+08:00');
  const quote = {
    ...pensionQuote(month('2022-12')),
    issuedAt: instant('2022-12-31T23:50:00.000+08:00'),
    expiresAt: instant('2023-01-01T00:00:00.000+08:00'),
  };
  const now = instant('2023-01-02T09:00:00.000+08:00');
  const { command } = admitReport({ ...report, paidAt }, quote, teller, now, digests) as {
    command: RecordCollection;
  };
  expect(command).toMatchObject({ accountedOn: '2023-01-02', paidAt });
  const { outcome } = given(paymentOrder).when(command);
  expect(outcome.accepted && outcome.events.map(({ event }) => event.type)).toEqual([
    'PaymentCaptured',
    'PensionMonthsSettled',
    'PensionMonthPaid',
  ]);
});

describe('a request to reverse', () => {
  it('means the order of the same channel and number today', () =>
    expect(admitReversal('T1', teller, noon, digests)).toEqual({
      command: {
        type: 'ReverseCollection',
        orderId: orderId(1),
        channel: 'ccb',
        channelTransactionNo: 'T1',
        at: noon,
      },
    }));
  it.each([
    ['23:54:59.999', undefined],
    ['23:55:00.000', '2022-05-19'],
    ['00:05:00.000', '2022-05-17'],
    ['00:05:00.001', undefined],
  ])('at %s looks across midnight at the order of %s', (time, day) => {
    const plain: Digests = { uuidOf: (text) => text, digestOf: (text) => text };
    const at = instant(`2022-05-18T${time}+08:00`);
    const across = { orderId: `collection|ccb|${day}|T1`, toleranceMs: 300_000 };
    expect(admitReversal('T1', teller, at, plain)).toEqual({
      command: {
        type: 'ReverseCollection',
        orderId: 'collection|ccb|2022-05-18|T1',
        channel: 'ccb',
        channelTransactionNo: 'T1',
        at,
        ...(day === undefined ? {} : { acrossMidnight: across }),
      },
    });
  });
  it.each([
    ['23:54:59.999', ['2022-05-18', '2022-05-17', '2022-05-16']],
    ['23:55:00.000', ['2022-05-19', '2022-05-18', '2022-05-17']],
    ['00:00:00.000', ['2022-05-18', '2022-05-17', '2022-05-16']],
  ])('at %s can mean the collections of the days, the latest first', (time, days) => {
    const at = instant(`2022-05-18T${time}+08:00`);
    const command: ReverseCollection = {
      type: 'ReverseCollection',
      orderId: orderId(1),
      channel: 'ccb',
      channelTransactionNo: 'T1',
      at,
    };
    const plain: Digests = { uuidOf: (text) => text, digestOf: (text) => text };
    expect(originalsOf(command, plain).slice(0, 3)).toEqual(days.map((day) => `collection|ccb|${day}|T1`));
    expect(originalsOf(command, plain).at(-1)).toBe('collection|ccb|2021-05-17|T1');
  });
  it('is turned away from a teller whose bank is unknown', () =>
    expect(admitReversal('T1', { role: 'bank' }, noon, digests)).toEqual({
      refused: 'bank-not-in-district',
    }));
});
