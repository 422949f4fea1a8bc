import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChannelFault, ChannelFaults, channelFaults, counterparts, type ChannelFaultMode } from './faults';
import { isOffered, offered, whyNot } from './menu';

const modes = Object.keys(channelFaults) as ChannelFaultMode[];
const folders = { wechat: 'wechat', alipay: 'alipay', 'wechat-bills': 'wechat-bills', ccb: 'banks' } as const;
/** What channels with a file of the day share. */
const withFiles = ['wechat-bills', 'ccb', 'batch-debit'];

const sourceOf = (folder: string): string =>
  readdirSync(join(__dirname, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(__dirname, folder, name), 'utf8'))
    .join('\n');
const files = ['day-file-route.ts', 'banks/day-file.ts']
  .map((name) => readFileSync(join(__dirname, name), 'utf8'))
  .join('\n');

describe('the fault menu', () => {
  it.each(Object.keys({ ...folders, 'batch-debit': '', treasury: '' }))(
    'offers at %s what its source plays, and nothing else',
    (name) => {
      const folder = { ...folders, 'batch-debit': 'batch-debit', treasury: 'treasury' }[name] ?? '';
      const source = `${sourceOf(folder)}${withFiles.includes(name) ? files : ''}`;
      const played = modes.filter((mode) => source.includes(`'${mode}'`));
      expect(played.toSorted()).toEqual([...offered[name as 'wechat']].toSorted());
    },
  );
  it('offers each mode somewhere', () => {
    const somewhere = new Set<string>(Object.values(offered).flat());
    expect(modes.filter((mode) => !somewhere.has(mode))).toEqual([]);
  });
  it('has a reason wherever it offers nothing', () => {
    const gaps = counterparts.flatMap((name) =>
      modes.filter((mode) => !isOffered(name, mode)).map((mode) => whyNot(name, mode)),
    );
    expect(gaps.filter((reason) => reason.length < 10)).toEqual([]);
  });
  it.each([
    ['wechat', 'reversal-first'],
    ['ccb', 'success-after-close'],
    ['batch-debit', 'notify-twice'],
    ['treasury', 'rate-limit'],
  ])('refuses at %s what cannot happen there: %s', (counterpart, mode) =>
    expect(ChannelFault.safeParse({ counterpart, mode }).success).toBe(false),
  );
});

describe('a fault that is set', () => {
  const set = (fault: object): ChannelFaults => {
    const faults = new ChannelFaults();
    faults.set(ChannelFault.parse({ counterpart: 'wechat', mode: 'notify-twice', ...fault }));
    return faults;
  };
  const hits = (faults: ChannelFaults, orders: readonly string[]): readonly boolean[] =>
    orders.map((order) => faults.next('wechat', order, 'notify-twice') !== undefined);

  it('hits so many requests', () =>
    expect(hits(set({ times: 2 }), ['a', 'b', 'c'])).toEqual([true, true, false]));
  it('hits its order alone', () =>
    expect(hits(set({ order: 'b' }), ['a', 'b', 'c', 'b'])).toEqual([false, true, false, true]));
  it('hits by a seed the same orders each time, about as many as it should, and others by another', () => {
    const orders = Array.from({ length: 400 }, (_, index) => `order ${index}`);
    const [one, again, other] = [1, 1, 2].map((seed) => hits(set({ chance: 0.25, seed }), orders));
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
    const count = one?.filter(Boolean).length ?? 0;
    expect(count).toBeGreaterThan(60);
    expect(count).toBeLessThan(140);
  });
});
