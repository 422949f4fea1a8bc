import { genesisHash, type Loaded, type StoredEvent } from '@canbao/event-sourcing';
import { LongStreams } from './long-streams';

const streamOf = (length: number): Loaded => ({
  version: length,
  hash: genesisHash,
  events: Array.from({ length }, () => ({}) as StoredEvent),
});

describe('long streams', () => {
  it('are kept in memory, short ones are not', () => {
    const streams = new LongStreams();
    const long = streamOf(16);
    streams.keep('long', long);
    streams.keep('short', streamOf(15));
    expect(streams.get('long')).toBe(long);
    expect(streams.get('short')).toBeUndefined();
  });

  it('give way to those read later once there are 20,000 events', () => {
    const streams = new LongStreams();
    streams.keep('first', streamOf(8_000));
    streams.keep('second', streamOf(8_000));
    streams.keep('first', streamOf(8_001));
    streams.keep('third', streamOf(8_000));
    expect(['first', 'second', 'third'].filter((name) => streams.get(name) !== undefined)).toEqual([
      'first',
      'third',
    ]);
  });

  it('are not kept at all when a single one is longer than that', () => {
    const streams = new LongStreams();
    streams.keep('endless', streamOf(20_001));
    streams.keep('next', streamOf(20_000));
    expect(streams.get('endless')).toBeUndefined();
    expect(streams.get('next')).toBeDefined();
  });

  it('are read again from the beginning after they were forgotten', () => {
    const streams = new LongStreams();
    streams.keep('one', streamOf(20_000));
    streams.forget('one');
    expect(streams.get('one')).toBeUndefined();
    streams.keep('other', streamOf(20_000));
    expect(streams.get('other')).toBeDefined();
  });
});
