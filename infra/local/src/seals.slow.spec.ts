import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sealingKeyOf, sealKeysOf } from '@canbao/evidence';
import { keysOf } from './keys';
import { publishSealingKey, sealsFolder } from './seals';

describe('the sealing key of a data folder', () => {
  const data = mkdtempSync(join(tmpdir(), 'data-'));
  const file = join(sealsFolder(data), 'public.jwk');
  const listed = (): { readonly kid: string }[] => JSON.parse(readFileSync(file, 'utf8')).keys;
  afterAll(() => rmSync(data, { recursive: true }));

  it('is made once, and listed without its private part, for the owner alone', async () => {
    const { seal } = await keysOf(data);
    publishSealingKey(data, seal);
    publishSealingKey(data, (await keysOf(data)).seal);
    expect(listed()).toEqual([{ kty: 'OKP', crv: 'Ed25519', kid: seal.kid, x: seal.x, use: 'sig' }]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(sealsFolder(data)).mode & 0o777).toBe(0o700);
    const { keyId } = sealingKeyOf(seal as never);
    expect([...sealKeysOf(JSON.parse(readFileSync(file, 'utf8'))).keys()]).toEqual([keyId]);
  });

  it('is replaced by deleting it: the former one stays listed, and no other key changes', async () => {
    const { seal: former, ...others } = await keysOf(data);
    writeFileSync(join(data, 'keys.json'), JSON.stringify(others));
    const { seal, ...kept } = await keysOf(data);
    publishSealingKey(data, seal);
    expect(kept).toEqual(others);
    expect(seal.kid).not.toBe(former.kid);
    expect(listed().map(({ kid }) => kid)).toEqual([former.kid, seal.kid]);
    expect(existsSync(file)).toBe(true);
  });
});
