import { day } from '@canbao/calendar';
import { execute } from '@canbao/event-sourcing';
import { collection, reverse } from '../../test/commands';
import * as debits from '../../test/debits';
import { april, may, medicalQuote, orderId, pensionQuote, personId } from '../../test/fixtures';
import { Book, late, openAtChannel, soon } from '../../test/online';
import {
  debitAgreement,
  debitItem,
  debitPack,
  debitResult,
  payability,
  published,
  type AnyPaymentEvent,
} from '../index';

/** Order 1 is at WeChat, or item 1 in a batch; 2 pays at a counter; 3 wants to pay after it. */
class Month extends Book {
  async run(decider: unknown, command: object): Promise<void> {
    await execute(this.store, decider as typeof debitItem, command as never, {
      subject: personId,
      recordedAt: soon,
      metadata: { actor: 'spec' },
    });
  }
  async inBatch(insurance: 'pension' | 'medical'): Promise<void> {
    const { agreementId, protocolNo } = debits.terms;
    for (const signed of debits.terms.insurances) {
      const data = { personId, insurance: signed, district: '370102', from: day('2022-01-01') };
      await this.run(payability, { type: 'NoteFact', fact: { type: 'EnrolmentNoted', data } });
    }
    await this.run(debitAgreement, { type: 'SignAgreement', ...debits.terms, at: soon });
    await this.run(debitAgreement, { type: 'NoteVerification', personId, agreementId, protocolNo, at: soon });
    await this.run(debitItem, { ...debits.request, insurance });
    await this.run(debitItem, insurance === 'pension' ? debits.include : debits.includeMedical);
    await this.run(debitPack, debits.makePack(insurance));
  }
  /** What the others are told of who holds the months, and of their money. */
  async told(): Promise<(readonly [type: string, months: readonly string[]])[]> {
    const events = (await this.store.readAfter(0n, 1000)) as readonly unknown[] as AnyPaymentEvent[];
    return events
      .flatMap((event) => published(event) ?? [])
      .filter(({ type }) => /Months(Held|Freed)|SettlementReversed|BundlePartReceived/.test(type))
      .map(({ type, data }) => [
        type.split('.')[2] ?? '',
        'months' in data ? (data.months as readonly string[]) : 'month' in data ? [data.month] : [],
      ]);
  }
}
const placed = { type: 'RecordPlaced', orderId: orderId(1), parameters: {}, at: soon } as const;
const paidElsewhere = { type: 'ClosePaidElsewhere', orderId: orderId(1), at: soon } as const;
const ended = { type: 'RecordEnded', orderId: orderId(1), because: 'closed-by-channel', at: late } as const;
const anew = openAtChannel(3);

describe('a month that a counter was paid for and gave back', () => {
  it('waits for the channel of an order that held it before', async () => {
    const month = new Month();
    await month.does(openAtChannel(), placed, collection(2, pensionQuote(may)), paidElsewhere, reverse(2));
    expect(await month.tries(anew)).toMatchObject({ reason: 'month-in-payment' });
    await month.does(ended);
    expect(await month.tries(anew)).toMatchObject({ outcome: 'accepted' });
    expect(await month.told()).toEqual([
      ['SettlementReversed', [may]],
      ['MonthsHeld', [may]],
      ['MonthsFreed', [may]],
    ]);
  });
  it('waits for the bank of a batch that held it before, and for no second batch', async () => {
    const month = new Month();
    await month.inBatch('pension');
    await month.does(collection(2, pensionQuote(may)), reverse(2));
    expect(await month.tries(anew)).toMatchObject({ reason: 'month-in-debit-run' });
    const second = { ...debits.item, itemId: orderId(4) };
    await month.run(debitItem, { ...debits.request, ...second });
    await month.run(debitItem, { ...debits.include, ...second });
    expect(await month.store.load([`debit-item-${orderId(4)}`])).toMatchObject(
      new Map([
        [
          `debit-item-${orderId(4)}`,
          { events: [{}, { type: 'DebitItemLeftOut', data: { because: 'month-in-debit-run' } }] },
        ],
      ]),
    );
    await month.run(debitResult, debits.book(debits.failedLine));
    expect(await month.tries(anew)).toMatchObject({ outcome: 'accepted' });
    expect(await month.told()).toEqual([
      ['MonthsHeld', [may]],
      ['SettlementReversed', [may]],
      ['MonthsHeld', [may]],
      ['MonthsFreed', [may]],
    ]);
  });
  it('is paid again at a counter all the same, and closes nothing twice', async () => {
    const month = new Month();
    await month.does(openAtChannel(), placed, collection(2, pensionQuote(may)), paidElsewhere, reverse(2));
    const state = await month.does(collection(5, pensionQuote(may)));
    expect(state.obligations[may]).toMatchObject({ paidBy: orderId(5), claim: { orderId: orderId(1) } });
    await month.does(paidElsewhere, ended);
    expect((await month.does(reverse(5))).obligations[may]).toEqual({ insurance: 'pension' });
  });
});

describe('a month beside one that is paid elsewhere, or no longer payable', () => {
  const both = openAtChannel(1, pensionQuote(april, may));
  it('waits for the channel of the order that is closed for that', async () => {
    const month = new Month();
    await month.does(both, placed, collection(2, pensionQuote(may)), paidElsewhere);
    const ofApril = openAtChannel(3, pensionQuote(april));
    expect(await month.tries(ofApril)).toMatchObject({ reason: 'month-in-payment' });
    expect(await month.told()).toEqual([['MonthsHeld', [april]]]);
    await month.does(ended);
    expect(await month.tries(ofApril)).toMatchObject({ outcome: 'accepted' });
  });
  it('waits for it after a death that is withdrawn, too', async () => {
    const month = new Month();
    const note = (data: object, type = 'DeathNoted') =>
      month.run(payability, { type: 'NoteFact', fact: { type, data: { personId, ...data } } });
    await note({ insurance: 'pension', district: '370102', from: day('2022-01-01') }, 'EnrolmentNoted');
    await month.does(both, placed);
    await note({ diedOn: day('2022-03-31') });
    await note({});
    expect(await month.tries(anew)).toMatchObject({ reason: 'month-in-payment' });
    await month.does(ended);
    expect(await month.tries(anew)).toMatchObject({ outcome: 'accepted' });
  });
});

it('a medical month of which a counter took a part while a batch holds it stays the batch’s', async () => {
  const month = new Month();
  await month.inBatch('medical');
  const part = medicalQuote('mutual-aid');
  await month.does(collection(2, part));
  expect(await month.told()).toEqual([
    ['MonthsHeld', [may]],
    ['BundlePartReceived', [may]],
    ['MonthsHeld', [may]],
  ]);
  const rest = medicalQuote('pooled-unit', 'pooled-personal');
  expect(await month.tries(openAtChannel(3, rest))).toMatchObject({ reason: 'month-in-debit-run' });
});
