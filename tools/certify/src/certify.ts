import type { Channel } from '@canbao/vocabulary';
import { dayEnd } from './day-end';
import type { Gateway } from './gateway';
import { certifyKeys, signerBy, verifierBy, type CertifyKeys } from './keys';
import { ScriptedPlatform } from './platform';
import { scenarios, type Scenario } from './scenarios';

/** How one scenario went. */
export interface Result {
  readonly scenario: Pick<Scenario, 'name' | 'says'>;
  /** Empty when it passed. */
  readonly findings: readonly string[];
}

/** How a run is made. */
export interface RunOptions {
  readonly channel: Channel;
  readonly keys?: CertifyKeys;
  readonly port?: number;
  /** How long the gateway waits for an answer at most, in ms. */
  readonly patienceMs: number;
  readonly settleMs: number;
  readonly quietMs: number;
  /** Only these scenarios. */
  readonly only?: readonly string[] | undefined;
  /** The gateway, once the platform listens at the address. */
  readonly open: (platform: string, keys: CertifyKeys) => Gateway | Promise<Gateway>;
  readonly tell?: (result: Result) => void;
}

const firstFen = 10_001;
const amountOf = (index: number): string => ((firstFen + index * 7) / 100).toFixed(2);

/** So that the first answer is not late for it. */
const prepare = async ({ gateway, platform, foreign }: CertifyKeys): Promise<void> => {
  for (const key of [...gateway, ...platform, foreign]) verifierBy(key)('', await signerBy(key)(''));
};

/** Plays every scenario against a gateway, and says what it did wrong. */
export const certify = async (options: RunOptions): Promise<readonly Result[]> => {
  const { channel, patienceMs, settleMs, quietMs, only, tell } = options;
  const keys = options.keys ?? (await certifyKeys('RSA-PSS-SHA256'));
  await prepare(keys);
  const platform = new ScriptedPlatform(keys, patienceMs * 2);
  const gateway = await options.open(await platform.listen(options.port), keys);
  const results: Result[] = [];
  try {
    const all = [...scenarios, dayEnd(channel)];
    for (const [index, scenario] of all.entries()) {
      if (only !== undefined && !only.includes(scenario.name)) continue;
      const stage = { platform, gateway, patienceMs, settleMs, quietMs, amount: amountOf(index) };
      const findings = await scenario.play(stage).catch((error: unknown) => [String(error)]);
      platform.play([]);
      const result = { scenario, findings };
      results.push(result);
      tell?.(result);
    }
  } finally {
    await gateway.close();
    await platform.close();
  }
  return results;
};
