import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bankKeysSetting, counterSigning } from './channel-keys';
import { keysOf } from './keys';
import { StartFault } from './settings';

describe('the keys of a data folder', () => {
  const data = mkdtempSync(join(tmpdir(), 'data-'));
  const file = join(data, 'keys.json');
  afterAll(() => rmSync(data, { recursive: true }));

  it('are made at the first start and found again', async () => {
    const made = await keysOf(data);
    expect(await keysOf(data)).toEqual(made);
  });

  it('get what a former version did not make, and keep the rest', async () => {
    const made = await keysOf(data);
    const { channels, ...former } = made;
    writeFileSync(file, JSON.stringify(former));
    const completed = await keysOf(data);
    expect(completed).toMatchObject(former);
    expect(completed.channels.banks.channels.ccb.publicKey).not.toBe(channels.banks.channels.ccb.publicKey);
    expect(completed.channels.wechat.apiV3Key).not.toBe(channels.wechat.apiV3Key);
    expect(await keysOf(data)).toEqual(completed);
  });

  it('of WeChat Pay are read by Node and by OpenSSL: the certificate is one', async () => {
    const { certificate, apiV3Key } = (await keysOf(data)).channels.wechat;
    const read = new X509Certificate(certificate.certificate);
    expect(read.serialNumber).toBe(certificate.id);
    expect(read.checkPrivateKey(createPrivateKey(certificate.privateKey))).toBe(true);
    expect(read.verify(read.publicKey)).toBe(true);
    expect(Date.parse(read.validTo) - Date.now()).toBeGreaterThan(9 * 365 * 86_400_000);
    expect(apiV3Key).toHaveLength(32);
  });

  it('tell whoever plays a counter what to sign with, as payment knows it', async () => {
    const { banks } = (await keysOf(data)).channels;
    const signing = counterSigning(banks);
    const known = JSON.parse(bankKeysSetting(banks));
    const publicKeyOf = (privateKey: string): string =>
      createPublicKey(
        createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' }),
      )
        .export({ format: 'der', type: 'spki' })
        .toString('base64');
    for (const [channel, { key, algorithm, privateKey }] of Object.entries(signing.channels)) {
      expect(known.channels[channel].keys).toMatchObject([{ kid: key, algorithm }]);
      // Node reads no SM2 of ours: its keys are compared by the specs of signing.
      if (algorithm === 'RSA-PSS-SHA256')
        expect(known.channels[channel].keys[0].publicKey).toBe(publicKeyOf(privateKey));
    }
    expect(Object.keys(signing.channels)).toEqual(Object.keys(known.channels));
    for (const { key, algorithm, publicKey } of signing.platform) {
      const own = known.own.find(({ kid }: { kid: string }) => kid === key);
      expect(own.algorithm).toBe(algorithm);
      if (algorithm === 'RSA-PSS-SHA256') expect(publicKeyOf(own.privateKey)).toBe(publicKey);
    }
  });

  it('of a version before the store was settled are refused with what to do, and left alone', async () => {
    const former = JSON.stringify({ quote: { private: {}, public: {} } });
    writeFileSync(file, former);
    await expect(keysOf(data)).rejects.toThrow(StartFault);
    await expect(keysOf(data)).rejects.toThrow(/Move it away, so that a new one is made/);
    expect(readFileSync(file, 'utf8')).toBe(former);
  });
});
