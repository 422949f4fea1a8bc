import { paidFor } from '..';
import { april, captured, may, personId, suspenseResolved } from '../../test/fixtures';
import type { PaymentEvent } from '../payment.events';

const other = '10000000-0000-4000-8000-000000000002';
const resolved = suspenseResolved(1, 'obligation');
const forOther = { ...resolved, data: { ...resolved.data, personId: other } } as PaymentEvent;

describe('the money of an order has paid', () => {
  it('the months of its report', () =>
    expect(paidFor([captured(1)], [may])).toEqual({ personId, insurance: 'pension' }));
  it('a month of somebody else, out of suspense', () =>
    expect(paidFor([captured(1, { lines: [] }), forOther], [may])).toEqual({
      personId: other,
      insurance: 'pension',
    }));
  it.each([
    ['a month that is not in it', [captured(1)], [may, april]],
    ['money that went back out of suspense', [suspenseResolved(1, 'back')], [may]],
    ['nothing', [], [may]],
  ])('for nobody: %s', (_, events, months) => expect(paidFor(events, months)).toBeUndefined());
});
