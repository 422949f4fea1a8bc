import { given } from '@canbao/event-sourcing/given';
import { posting } from '..';
import {
  accepted,
  after,
  bundleId,
  may,
  mutualAid,
  personal,
  received,
  refused,
  request,
  reversal,
  reversed,
  stateAfter,
  unit,
  unknown,
} from '../../test/postings';

describe('received items of a bundle', () => {
  it('wait for the missing ones', () => {
    given(posting)
      .when(received())
      .then({
        type: 'PartNoted',
        data: { ...may, bundleId, orderId: 'order-1', items: [unit, personal], missing: ['mutual-aid'] },
      });
    expect(stateAfter(received())).toMatchObject({
      status: 'waiting',
      bundleId,
      items: [unit, personal],
      total: '187.30',
      missing: ['mutual-aid'],
    });
  });
  it('are posted with the whole bundle', () =>
    expect(stateAfter(received(), request())).toMatchObject({
      status: 'requested',
      total: '205.30',
      missing: [],
    }));
  it.each([
    ['requested', [request()]],
    ['posted', [request(), accepted()]],
    ['unknown', [request(), unknown()]],
    ['refused', [request(), refused()]],
    ['reversing', [request(), reversal()]],
  ])('that arrive when the bundle is %s do not interrupt it', (status, history) =>
    expect(stateAfter(...history, received())).toMatchObject({
      status,
      requestId: 'request-1',
      total: '205.30',
      missing: ['mutual-aid'],
    }),
  );
  it.each([
    ['before', [received(), request()]],
    ['after', [request(), received()]],
  ])('noted %s the bundle wait again when the order that completed it is reversed', (_, history) =>
    expect(stateAfter(...history, accepted(), reversal(), reversed())).toMatchObject({
      status: 'waiting',
      items: [unit, personal],
      total: '187.30',
      missing: ['mutual-aid'],
    }),
  );
  it('are gone with their own order', () =>
    expect(stateAfter(received(), reversal('order-1'))).toMatchObject({
      status: 'reversed',
      total: '0.00',
      missing: [],
    }));
  it('stay when those of another order are gone', () =>
    expect(
      stateAfter(
        received('order-1', [unit], ['mutual-aid']),
        received('order-2', [personal], ['mutual-aid']),
        reversal('order-2'),
      ),
    ).toMatchObject({ status: 'waiting', items: [unit], missing: ['mutual-aid', 'pooled-personal'] }));
  it('stay with the order that brought them when a third order is reversed', () =>
    expect(stateAfter(received(), reversal('order-3'))).toMatchObject({
      status: 'waiting',
      items: [unit, personal],
      missing: ['mutual-aid'],
    }));
  it('that arrive after the reversal of their order are not noted', () =>
    after(reversal('order-1')).when(received()).thenNothing());
  it('that arrive after the reversal of another order are noted', () =>
    expect(stateAfter(reversal('order-2'), received())).toMatchObject({
      status: 'waiting',
      items: [unit, personal],
    }));
  it('are noted once for each order', () =>
    expect(
      stateAfter(
        received('order-1', [unit]),
        received('order-2', [personal]),
        received('order-1', [mutualAid]),
      ),
    ).toMatchObject({ items: [unit, personal] }));
  it('are gone when both orders are reversed while the bureau is contacted', () =>
    expect(
      stateAfter(received(), request(), accepted(), reversal('order-2'), reversal('order-1'), reversed()),
    ).toMatchObject({ status: 'reversed' }));
});
