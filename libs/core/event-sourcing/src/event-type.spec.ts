import { z } from 'zod';
import { eventType, eventTypes, type EventOf } from './event-type';

const Opened = eventType('Opened', z.object({ id: z.string() }));
const Moved = eventType(
  'Moved',
  z.object({ id: z.string(), to: z.string(), reason: z.string() }),
  ({ id, place }: { id: string; place: string }) => ({ id, to: place }),
  (second: { id: string; to: string }) => ({ ...second, reason: 'unknown' }),
);
const types = eventTypes([Opened, Moved]);

describe('an event type', () => {
  it('makes events of its name', () => {
    const event: EventOf<typeof Opened> = Opened({ id: '1' });
    expect(event).toEqual({ type: 'Opened', data: { id: '1' } });
  });
  it('cannot be declared twice', () =>
    expect(() => eventTypes([Opened, eventType('Opened', z.object({}))])).toThrow(
      'Opened is declared twice',
    ));
});

describe('the events of a service', () => {
  it('are stored in the revision after the last upcaster', () =>
    expect([types.revisionOf('Opened'), types.revisionOf('Moved')]).toEqual([1, 3]));

  it.each([
    [1, { id: '1', place: 'here' }],
    [2, { id: '1', to: 'here' }],
  ])('are read in the present revision, whatever revision they were stored in: %i', (revision, data) =>
    expect(types.upcast({ type: 'Moved', revision, data })).toEqual({
      type: 'Moved',
      data: { id: '1', to: 'here', reason: 'unknown' },
    }),
  );

  it('of the present revision are read as they were stored, with fields that the schema does not know', () => {
    const data = { id: '1', to: 'there', reason: 'rain', later: true };
    expect(types.upcast({ type: 'Moved', revision: 3, data })).toEqual({ type: 'Moved', data });
  });

  it.each([
    ['a type', { type: 'Closed', revision: 1, data: {} }, 'Closed is not declared'],
    ['a revision', { type: 'Opened', revision: 2, data: {} }, 'revision 2 of Opened is newer'],
  ])('are not guessed when a newer version has stored %s', (_, event, message) =>
    expect(() => types.upcast(event)).toThrow(message),
  );

  it('are told from those of others', () =>
    expect([Opened({ id: '1' }), { type: 'Closed', data: {} }].map((event) => types.has(event))).toEqual([
      true,
      false,
    ]));
});
