import { atVersion } from './at-version';
import { accept, type Decider, type Event } from './decider';

const counter: Decider<'add', number, Event<'Added', undefined>, 'never'> = {
  initial: 0,
  streams: () => ['counter'],
  decide: (_, count) => (count > 2 ? accept() : accept({ type: 'Added', data: undefined })),
  evolve: (count) => count + 1,
};
const added = { type: 'Added', data: undefined } as const;

describe('a decision at a version', () => {
  it('is made when the version is the one that was seen', () =>
    expect(atVersion(counter, 2).decide('add', { version: 2, state: 2 })).toEqual(accept(added)));
  it('is refused when somebody was faster, with the version as it is', () =>
    expect(atVersion(counter, 1).decide('add', { version: 2, state: 2 })).toEqual({
      accepted: false,
      reason: 'version-changed',
      details: { version: 2 },
    }));
  it('is made on any version when none was named', () =>
    expect(atVersion(counter).decide('add', { version: 2, state: 2 })).toEqual(accept(added)));
  it('counts what is folded', () =>
    expect([added, added].reduce(atVersion(counter).evolve, atVersion(counter).initial)).toEqual({
      version: 2,
      state: 2,
    }));
});
