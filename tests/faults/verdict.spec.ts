import { createHash } from 'node:crypto';
import { bookFaults, chainFaults, collectionFaults, topicFaults, type TableRow } from './verdict';

/** A chain of three, as the store would write it. */
const chain = (): TableRow[] => {
  let before = '0'.repeat(64);
  return [1, 2, 3].map((version) => {
    const row = {
      position: String(version),
      stream: 's',
      version,
      event_id: `e${version}`,
      type: 'T',
      revision: 1,
      data: '{}',
      subject: 'p',
      topic: 't',
      recorded_at: 'now',
      actor: 'a',
      caused_by: null,
    };
    const hash = createHash('sha256')
      .update(JSON.stringify([before, 's', version, 'T', 1, 'p', 't', 'now', 'a', null]) + '{}')
      .digest('hex');
    before = hash;
    return { ...row, hash };
  });
};
const changed = (index: number, change: Partial<TableRow>): TableRow[] =>
  chain().map((row, at) => (at === index ? { ...row, ...change } : row));
const records = (...versions: number[]) =>
  versions.map((version) => ({ stream: 's', version, id: `e${version}` }));

describe('the checker accepts', () => {
  it('a whole chain', () => expect(chainFaults('x', chain())).toEqual([]));
  it('a topic that repeats', () => expect(topicFaults('t', chain(), records(1, 2, 1, 2, 3))).toEqual([]));
  it('a book that has everything once', () =>
    expect(
      bookFaults(
        [{ bureau: 'hrss', personId: 'p', month: 'm', total: '1.00' }],
        [{ bureau: 'hrss', person_id: 'p', month: 'm', total: '1.00', outcome: 'accepted', reversed: false }],
      ),
    ).toEqual([]));
});

describe('the checker finds', () => {
  it.each([
    ['a hole', chain().filter(({ version }) => version !== 2)],
    ['a first version that is missing', chain().slice(1)],
    ['changed data', changed(1, { data: '{"a":1}' })],
    ['another type', changed(1, { type: 'U' })],
    ['another revision', changed(1, { revision: 2 })],
    ['another subject', changed(1, { subject: 'q' })],
    ['another topic', changed(1, { topic: null })],
    ['another instant', changed(1, { recorded_at: 'then' })],
    ['another actor', changed(1, { actor: 'b' })],
    ['another cause', changed(1, { caused_by: 'c' })],
    ['a changed hash', changed(2, { hash: 'x' })],
    ['an event id that occurs twice', changed(2, { event_id: 'e1' })],
    ['an inverted position', changed(0, { position: '9' })],
  ])('%s', (_, rows) => expect(chainFaults('x', rows)).not.toEqual([]));

  it.each([
    ['a lost record', records(1, 3)],
    ['a lost last record', records(1, 2)],
    ['another order', records(2, 1, 3)],
    ['a foreign record', [...records(1, 2, 3), { stream: 's', version: 4, id: 'e4' }]],
    ['an empty topic', []],
  ])('%s in a topic', (_, found) => expect(topicFaults('t', chain(), found)).not.toEqual([]));

  const booked = {
    bureau: 'hrss',
    person_id: 'p',
    month: 'm',
    total: '1.00',
    outcome: 'accepted',
    reversed: false,
  };
  it.each([
    ['nothing', []],
    ['two', [booked, booked]],
    ['another amount', [{ ...booked, total: '1.01' }]],
    ['a refusal', [booked, { ...booked, month: 'n', outcome: 'refused' }]],
    ['a stranger', [booked, { ...booked, month: 'n' }]],
  ])('%s in a book', (_, found) =>
    expect(bookFaults([{ bureau: 'hrss', personId: 'p', month: 'm', total: '1.00' }], found)).not.toEqual([]),
  );

  const acknowledged = [
    {
      personId: 'p',
      channelTransactionNo: 'n',
      amount: '1.00',
      orderId: 'o',
      receiptNo: 'r',
      status: 'paid',
    },
  ];
  const recorded = { no: 'n', amount: '1.00', order: 'o', type: 'PaymentCaptured' };
  it.each([
    ['a lost collection', []],
    ['one that is recorded twice', [recorded, recorded]],
    ['another amount', [{ ...recorded, amount: '2.00' }]],
    ['another order', [{ ...recorded, order: 'x' }]],
    ['money in suspense', [{ ...recorded, type: 'ReceiptKeptInSuspense' }]],
    ['money from nowhere', [recorded, { ...recorded, no: 'm' }]],
  ])('%s', (_, found) => expect(collectionFaults(acknowledged, new Set(['n']), found)).not.toEqual([]));
  it('nothing wrong when all is well', () =>
    expect(collectionFaults(acknowledged, new Set(['n', 'other']), [recorded])).toEqual([]));
});
