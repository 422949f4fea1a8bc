import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commonSettings, settingsOf } from './settings';

const good = {
  SERVICE_PORT: '8081',
  DATABASE_URL: 'postgres://canbao:secret@127.0.0.1/canbao',
  KAFKA_BROKERS: 'a:9092,b:9092',
  CANBAO_PROFILE: 'sandbox',
  SIGN_IN_JWKS: '{"keys":[{"kty":"OKP"}]}',
  SEAL_KEY: '{"kid":"1","d":"x","x":"y"}',
  ENVELOPE_KEYS: '{}',
};
const faultsOf = (change: NodeJS.ProcessEnv): readonly string[] =>
  settingsOf(commonSettings, { ...good, ...change }).faults;

describe('settings', () => {
  it('are read from the environment, an empty one as left out', () =>
    expect(settingsOf(commonSettings, { ...good, SEAL_FILE: '' }).settings).toMatchObject({
      SERVICE_PORT: 8081,
      KAFKA_BROKERS: ['a:9092', 'b:9092'],
      SIGN_IN_HOURS_MAX: 12,
    }));

  it('that are missing or wrong are all named at once, each with what to do', () =>
    expect(faultsOf({ SERVICE_PORT: '0', DATABASE_URL: undefined, SEAL_KEY: '{' })).toEqual([
      expect.stringMatching(/^Setting SERVICE_PORT is missing or wrong .*SERVICE_PORT='8081'\.$/),
      expect.stringMatching(/^Setting DATABASE_URL is missing or wrong .*DATABASE_URL='postgres:/),
      expect.stringMatching(/^Setting SEAL_KEY is missing or wrong \(not JSON\)/),
    ]));

  it.each([
    [{ SIGN_IN_JWKS: undefined }, 'SIGN_IN_JWKS_URL is missing'],
    [{ SIGN_IN_JWKS_URL: 'https://id.example/jwks' }, 'are both set'],
  ])('that belong together are checked together: %j', (change, expected) =>
    expect(faultsOf(change)).toEqual([expect.stringContaining(expected)]),
  );

  it('of the sandbox are refused in production, beside those that are missing', () => {
    const faults = faultsOf({ CANBAO_PROFILE: 'production', CLOCK_URL: 'http://x', SERVICE_PORT: 'x' });
    expect(faults).toContainEqual(expect.stringContaining('Setting SERVICE_PORT'));
    expect(faults).toContainEqual(expect.stringContaining('In production: CLOCK_URL'));
    expect(faults).toContainEqual(expect.stringContaining('In production: DATABASE_URL'));
    expect(faults.join('\n')).not.toContain('secret@');
  });
});

describe('a setting in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  const file = join(folder, 'seal-key');
  const fromFile = { SEAL_KEY: undefined, SEAL_KEY_FILE: file };
  beforeEach(() => {
    writeFileSync(file, `${good.SEAL_KEY}\n`);
    chmodSync(file, 0o440);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read from there', () =>
    expect(settingsOf(commonSettings, { ...good, ...fromFile }).settings?.SEAL_KEY.kid).toBe('1'));

  it('that every user can read is refused with what to do', () => {
    chmodSync(file, 0o444);
    expect(faultsOf(fromFile)).toContainEqual(
      expect.stringMatching(/^SEAL_KEY_FILE: .* can be read by every user .*chmod o-r/),
    );
  });

  it('that is not there is refused with the reason', () =>
    expect(faultsOf({ ...fromFile, SEAL_KEY_FILE: join(folder, 'none') })).toContainEqual(
      expect.stringMatching(/^SEAL_KEY_FILE: .* cannot be read \(ENOENT\)/),
    ));

  it('and in the environment as well is refused: nobody could tell which one holds', () =>
    expect(faultsOf({ SEAL_KEY_FILE: file })).toContainEqual(expect.stringContaining('are both set')));
});
