import { ChannelFault, ChannelFaults } from './faults';
import { entryOf, fileOf } from './day-file-route';
import type { World } from './counterpart';

const day = '2022-05-18';
const taken = (no: string) => ({ no, fen: 100_000n, paidAt: `${day}T12:00:00.000+08:00` });

describe.each(['ccb', 'tax-desk', 'wechat-bills', 'batch-debit'] as const)(
  'the day file of %s',
  (channel) => {
    const entries = ['T1', 'T2'].map((no) => entryOf(channel, taken(no)));
    /** What is handed over while the fault is set, and when it is asked for again. */
    const files = (mode: string): readonly (string | undefined)[] => {
      const faults = new ChannelFaults();
      faults.set(ChannelFault.parse({ counterpart: channel, mode, order: day, times: 1 }));
      return [1, 2].map(() => fileOf({ faults } as World, { channel, day, entries })?.toString());
    };
    const whole =
      fileOf({ faults: new ChannelFaults() } as World, { channel, day, entries })?.toString() ?? '';
    const items = (file: string | undefined): string[] =>
      (file ?? '').split('\n').filter((line) => line.startsWith('P'));

    it.each(['bill-late', 'bill-missing'])(
      'is not there under %s, and comes when it is asked for again',
      (mode) => expect(files(mode)).toEqual([undefined, whole]),
    );
    it.each([
      ['bill-line-short', 1],
      ['bill-line-more', 3],
      ['bill-other-amount', 2],
      ['bill-other-status', 2],
    ])('is whole, and says otherwise than is true, under %s', (mode, lines) => {
      const [changed, then] = files(mode);
      expect(items(changed)).toHaveLength(lines);
      expect(changed).not.toBe(whole);
      expect(then).toBe(whole);
      expect(changed).toContain(`END|${lines}|sha256|`);
    });
    it.each(['bill-truncated', 'bill-wrong-hash', 'bill-wrong-totals', 'bill-wrong-encoding'])(
      'is not whole under %s, once',
      (mode) => {
        const [changed, then] = files(mode);
        expect(changed).not.toBe(whole);
        expect(then).toBe(whole);
      },
    );
  },
);
