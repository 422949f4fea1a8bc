import { instant } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import { pack } from '@canbao/rules';
import { account, april, enrolled, may, noon, pension, quote } from '../../test/accounts';
import { payables } from '../payables';
import type { AccountCommand } from './contribution-account';
import type { AccountEvent } from './contribution-account.events';

const [orderId, other] = ['30000000-0000-4000-8000-000000000001', '30000000-0000-4000-8000-000000000002'];
const hold = { months: [may], orderId, by: 'order' } as const;
const held: AccountEvent = { type: 'MonthsHeldNoted', data: { ...pension, ...hold } };
const inBatch: AccountEvent = {
  type: 'MonthsHeldNoted',
  data: { ...pension, ...hold, by: 'debit-run', until: instant('2022-05-25T23:59:59.000+08:00') },
};
const freed: AccountEvent = { type: 'MonthsFreedNoted', data: { ...pension, months: [may], orderId } };
const paid: AccountEvent = { type: 'MonthsPaid', data: { ...pension, months: [may], orderId: other } };
const noteHeld: AccountCommand = { type: 'NoteHeld', ...pension, ...hold };
const noteFreed: AccountCommand = { type: 'NoteFreed', ...pension, months: [may], orderId };

describe('a month of which nobody can say yet whether it is paid', () => {
  it('is noted once, and freed only by what holds it', () => {
    given(account, enrolled).when(noteHeld).then(held);
    given(account, enrolled, held).when(noteFreed).then(freed);
    given(account, enrolled, held)
      .when({ ...noteFreed, orderId: other } as AccountCommand)
      .thenNothing();
    given(account, enrolled).when(noteFreed).thenNothing();
    given(account, enrolled, paid).when(noteHeld).thenNothing();
  });

  it.each([
    ['an order whose channel has not answered', held, 'month-in-payment', undefined],
    ['a batch, with the day by which its bank answers', inBatch, 'month-in-debit-run', '2022-05-25'],
  ])('is not quoted at any channel while it is held by %s', (_, holding, code, clearsOn) => {
    given(account, enrolled, holding)
      .when(quote({ months: [may] }))
      .thenRejected(code as never, { rejectedMonths: [may] });
    const { outcome } = given(account, enrolled, holding).when(quote({ months: [may] }));
    expect(outcome).toMatchObject({ details: { conditions: [{ code, clearedBy: 'channel' }] } });
    const state = [enrolled, holding].reduce(account.evolve, account.initial);
    const shown = payables(pack('jinan'), { insurance: 'pension', state, events: [] }, noon).find(
      (each) => each.month === may,
    );
    expect(shown).toMatchObject({ status: 'closed', conditions: [{ code }] });
    expect(shown?.conditions[0]?.clearsOn).toBe(clearsOn);
  });

  it('is quoted again once it is free, and is simply paid once money has come', () => {
    expect(given(account, enrolled, held, freed).when(quote({ months: [may] })).outcome.accepted).toBe(true);
    given(account, enrolled, held, paid)
      .when(quote({ months: [may] }))
      .thenRejected('already-paid');
  });

  it('leaves the other months as they are', () =>
    expect(given(account, enrolled, held).when(quote({ months: [april] })).outcome.accepted).toBe(true));
});
