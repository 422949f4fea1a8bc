import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bureauFaults } from '../faults';
import { offered } from './menu';

const root = join(__dirname, '../../../..');
const dayFile = 'apps/sandbox/src/channels/day-file-route.spec.ts';
const [mishaps, counter, bills] = ['mishaps', 'counter', 'bills'].map(
  (name) => `tests/channels/src/${name}.ts`,
);
const afterRestart = 'tests/servers/after-restart.int.spec.ts';

/** Where the modes of a counterpart are played: by specs, or by `npm run channels`. */
const playedIn = {
  wechat: ['tests/servers/wechat.int.spec.ts', afterRestart],
  alipay: ['tests/servers/alipay.int.spec.ts', mishaps, 'tests/channels/src/online.ts', afterRestart],
  'wechat-bills': ['apps/payment/test/bills.int.spec.ts', mishaps, bills, dayFile],
  ccb: ['tests/servers/banks.int.spec.ts', mishaps, counter, dayFile],
  'batch-debit': [
    'tests/servers/debit-faults.int.spec.ts',
    'tests/servers/debit-refunds.int.spec.ts',
    dayFile,
  ],
  treasury: [
    'apps/payment/test/treasury.int.spec.ts',
    'apps/payment/test/treasury-faults.int.spec.ts',
    'apps/payment/test/treasury-returns.int.spec.ts',
  ],
} as const;

describe('every mode of the fault menu', () => {
  it('is played by a spec or a play of its counterpart', () => {
    const gaps = Object.entries(playedIn).flatMap(([name, files]) => {
      const text = files.map((file) => readFileSync(join(root, file ?? ''), 'utf8')).join('\n');
      const modes = offered[name as keyof typeof playedIn];
      return modes.filter((mode) => !text.includes(`'${mode}'`)).map((mode) => `${name} ${mode}`);
    });
    expect(gaps).toEqual([]);
  });
  it('of the bureaus is played as well', () => {
    const text = ['ledger-sync', 'topic-way', 'bureau-days', 'ways-out']
      .map((spec) => readFileSync(join(root, `apps/ledger-sync/test/${spec}.int.spec.ts`), 'utf8'))
      .join('\n');
    expect(bureauFaults.filter((mode) => !text.includes(`'${mode}'`))).toEqual([]);
  });
  it('is the same for all counters, so that one of them stands for them', () => {
    const { ccb } = offered;
    for (const name of ['icbc', 'abc', 'qlb', 'psbc', 'boc', 'citic', 'rcc', 'tax-desk'] as const)
      expect(offered[name]).toBe(ccb);
  });
});
