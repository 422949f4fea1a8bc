import { accept, on, reject, type Decider, type Event } from '@canbao/event-sourcing';
import { explore } from './explore';

type DoorEvent = Event<'Opened' | 'Closed' | 'Locked' | 'Rang', object>;
type DoorCommand = 'open' | 'close' | 'lock';
const event = (type: DoorEvent['type']): DoorEvent => ({ type, data: {} });

const door: Decider<DoorCommand, string, DoorEvent> = {
  initial: 'closed',
  streams: () => ['door'],
  decide: (command, state) => {
    if (command === 'open' && state === 'closed') return accept(event('Opened'), on('bell', event('Rang')));
    if (command === 'close' && state === 'open') return accept(event('Closed'));
    if (command === 'lock' && state === 'closed') return accept(event('Locked'));
    return command === 'lock' ? reject('still-open') : accept();
  },
  evolve: (state, { type }) => ({ Opened: 'open', Closed: 'closed', Locked: 'locked', Rang: state })[type],
};

describe('exploring a decider', () => {
  const statusOf = (state: string) => state;

  it('finds every change of status with its events, and none for a refusal', () => {
    const { initial, transitions } = explore({
      decider: door,
      commands: ['open', 'close', 'lock'],
      observed: ['door'],
      statusOf,
    });
    expect(initial).toBe('closed');
    expect(transitions).toEqual([
      { from: 'closed', to: 'open', events: 'Opened' },
      { from: 'closed', to: 'locked', events: 'Locked' },
      { from: 'open', to: 'closed', events: 'Closed' },
    ]);
  });

  it('leaves out what the commands cannot reach', () =>
    expect(explore({ decider: door, commands: ['lock'], observed: ['door'], statusOf }).transitions).toEqual([
      { from: 'closed', to: 'locked', events: 'Locked' },
    ]));

  it('ends for a state that keeps its history and so never comes back', () => {
    const diary: Decider<DoorCommand, readonly string[], DoorEvent> = {
      initial: [],
      streams: () => ['door'],
      decide: (command) => accept(event(command === 'open' ? 'Opened' : 'Closed')),
      evolve: (state, { type }) => [...state, type],
    };
    const { transitions } = explore({
      decider: diary,
      commands: ['open', 'close'],
      observed: ['door'],
      statusOf: (state) => state.at(-1) ?? 'new',
    });
    expect(transitions).toHaveLength(4);
  });
});
