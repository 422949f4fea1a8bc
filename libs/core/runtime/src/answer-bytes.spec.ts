import { answerBytes } from './answer-bytes';

describe('the bytes of an answer', () => {
  let sent: number;
  let ended: boolean;
  /** Sends eight bytes at a time, for ever. */
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        sent += 8;
        yield new Uint8Array(8);
      }
    } finally {
      ended = true;
    }
  }
  async function* text(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
    for (const part of parts) yield Buffer.from(part);
  }
  beforeEach(() => {
    [sent, ended] = [0, false];
  });

  it('are all of them, up to the bound', async () =>
    expect((await answerBytes(text('ab', 'c'), 3))?.toString()).toBe('abc'));

  it('are none where there is no body', async () => expect(await answerBytes(null, 3)).toHaveLength(0));

  it('of an answer beyond the bound are not read on, and its connection is let go', async () => {
    expect(await answerBytes(endless(), 100)).toBeUndefined();
    expect([sent, ended]).toEqual([104, true]);
  });
});
