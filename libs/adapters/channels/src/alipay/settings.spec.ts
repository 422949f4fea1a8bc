import { generateKeyPairSync } from 'node:crypto';
import { AlipaySettings } from './settings';

const pem = { publicKeyEncoding: { type: 'spki', format: 'pem' } } as const;
const pair = (modulusLength = 2048) =>
  generateKeyPairSync('rsa', { modulusLength, ...pem, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
const [ours, alipay, weak] = [pair(), pair(), pair(1024)];
const curve = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  ...pem,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const good = {
  gateway: 'https://openapi.alipay.com/gateway.do',
  appId: '2021000122671080',
  sellerId: '2088721032347805',
  privateKey: ours.privateKey,
  alipayKeys: [alipay.publicKey],
  notifyUrl: 'https://pay.example/v1/channel-notifications/alipay',
};
const faultsOf = (change: object): string =>
  AlipaySettings.safeParse({ ...good, ...change })
    .error?.issues.map(({ message }) => message)
    .join('; ') ?? '';

describe('the setting ALIPAY', () => {
  it('is taken with the keys of both sides', () => expect(faultsOf({})).toBe(''));
  it.each([
    [
      'our own key in Alipay’s place',
      { alipayKeys: [alipay.publicKey, ours.publicKey] },
      'our own key stands',
    ],
    ['a short key', { alipayKeys: [weak.publicKey] }, 'not RSA of 2048 bits'],
    ['a key of another kind', { alipayKeys: [curve.publicKey] }, 'not RSA'],
    ['a key that breaks off', { privateKey: ours.privateKey.slice(0, 300) }, 'cannot be read'],
    ['a private key in Alipay’s place', { alipayKeys: [alipay.privateKey] }, 'not PEM'],
    ['an address with a query', { notifyUrl: 'https://pay.example/a?b=c' }, 'has a query'],
    ['a name that it does not know', { appid: '1' }, 'Unrecognized key'],
  ])('is refused with %s', (_, change, fault) => {
    expect(faultsOf(change)).toContain(fault);
    expect(faultsOf(change)).not.toContain(ours.privateKey.slice(40, 80));
  });
});
