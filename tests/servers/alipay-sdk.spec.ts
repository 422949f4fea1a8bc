import { generateKeyPairSync } from 'node:crypto';
import { Socket } from 'node:net';
import { merchantSdk } from './alipay-sdk';

it('one error ends two connections after alipay-sdk was loaded', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  merchantSdk({
    appId: '2021000000000000',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    keyType: 'PKCS8',
    alipayPublicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  });
  const error = new Error('the portal stops');
  const sockets = [new Socket(), new Socket()];
  for (const socket of sockets) socket.on('error', () => undefined).destroy(error);
  expect(sockets.map(({ errored }) => errored)).toEqual([error, error]);
});
