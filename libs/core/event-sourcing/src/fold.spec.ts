import { fold, type Decider, type Event } from './index';

type Added = Event<'Added', number>;
const added = (data: number): Added => ({ type: 'Added', data });
const ones = (count: number): Added[] => Array.from({ length: count }, () => added(1));
const historiesOf = (streams: Record<string, readonly Added[]>) =>
  new Map(Object.entries(streams).map(([stream, events]) => [stream, { events }]));
/** Adds up its events and counts how many it was given. */
const adder = (initial = 0) => {
  const folded = { events: 0 };
  const decider: Decider<never, number, Added> = {
    initial,
    streams: () => ['first'],
    decide: () => ({ accepted: true, events: [] }),
    evolve: (total, { data }) => {
      folded.events += 1;
      return total + data;
    },
  };
  return { decider, folded };
};

describe('the state after a history', () => {
  it.each([1, 15, 16, 500])('is the same the second time, after %i events', (count) => {
    const { decider } = adder();
    const histories = historiesOf({ first: ones(count), second: [added(10)] });
    const total = (): number => fold(decider, ['first', 'second'], histories);
    expect([total(), total()]).toEqual([count + 10, count + 10]);
  });

  it('is kept while a long one is in memory: only what follows is folded again', () => {
    const { decider, folded } = adder();
    const histories = historiesOf({ first: ones(500), second: [added(10)] });
    fold(decider, ['first', 'second'], histories);
    folded.events = 0;
    expect(fold(decider, ['first', 'second'], histories)).toBe(510);
    expect(folded.events).toBe(1);
  });

  it('follows a history that has grown', () => {
    const { decider } = adder();
    const events = ones(100);
    expect(fold(decider, ['first'], historiesOf({ first: events }))).toBe(100);
    expect(fold(decider, ['first'], historiesOf({ first: [...events, added(5)] }))).toBe(105);
    events.push(added(7));
    expect(fold(decider, ['first'], historiesOf({ first: events }))).toBe(107);
  });

  it('is its own for each decider and each beginning', () => {
    const histories = historiesOf({ first: ones(100) });
    const { decider } = adder();
    expect(fold(decider, ['first'], histories)).toBe(100);
    expect(fold({ ...decider, initial: 1 }, ['first'], histories)).toBe(101);
    expect(fold({ ...decider, evolve: (total, { data }) => total - data }, ['first'], histories)).toBe(-100);
    expect(fold(decider, ['first', 'first'], histories)).toBe(200);
  });
});
