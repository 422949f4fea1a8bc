import { accept, on, reject, type Decider, type Event } from './index';
import { given } from './given';

type Booked = Event<'Opened', { order: string }> | Event<'Claimed', { by: string }>;
interface Orders {
  readonly isOpen: boolean;
  readonly claimedBy?: string;
}
/** An order that claims a month; the month's stream is named by its events alone. */
const order: Decider<{ readonly order: string }, Orders, Booked, 'already-claimed'> = {
  initial: { isOpen: false },
  streams: (command) => [`order-${command.order}`],
  decide: (command, { isOpen, claimedBy }) => {
    if (isOpen) return accept();
    if (claimedBy !== undefined) return reject('already-claimed', { by: claimedBy });
    return accept<Booked>(opened(command.order), claimed(command.order));
  },
  evolve: (state, event) =>
    event.type === 'Opened' ? { ...state, isOpen: true } : { ...state, claimedBy: event.data.by },
};
const opened = (name: string): Booked => ({ type: 'Opened', data: { order: name } });
const claimed = (by: string) => on<Booked>('month-1', { type: 'Claimed', data: { by } });
const openFirst = { order: '1' };

describe('given, when, then', () => {
  it('expects plain events on the main stream, others where they are placed', () =>
    given(order).when(openFirst).then(opened('1'), claimed('1')));
  it.each([
    ['an event expected on the wrong stream', [opened('1'), claimed('1').event]],
    ['an event expected on another stream by name', [opened('1'), on('month-2', claimed('1').event)]],
    ['a missing event', [opened('1')]],
  ])('fails on %s', (_, expected) =>
    expect(() =>
      given(order)
        .when(openFirst)
        .then(...expected),
    ).toThrow(),
  );
  it('reads the streams that only decided events name', () =>
    given(order, claimed('2')).when(openFirst).thenRejected('already-claimed', { by: '2' }));
  it('does not read the streams of others', () =>
    given(order, on('month-2', claimed('2').event))
      .when(openFirst)
      .then(opened('1'), claimed('1')));
  it('sees a repeat on the events as they were placed', () =>
    given(order, opened('1'), claimed('1')).when(openFirst).thenNothing());
  it('fails when a repeat has a further effect', () => {
    const forgetful: typeof order = { ...order, evolve: (state) => state };
    expect(() => given(forgetful).when(openFirst).then(opened('1'), claimed('1'))).toThrow();
    given(forgetful).when(openFirst).thenEvents(opened('1'), claimed('1'));
  });
  it('says why when events were expected of a refusal', () =>
    expect(() => given(order, claimed('2')).when(openFirst).thenNothing()).toThrow(
      'rejected: already-claimed {"by":"2"}',
    ));
});
