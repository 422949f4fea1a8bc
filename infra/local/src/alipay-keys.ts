import { generateKeyPairSync } from 'node:crypto';

/** A pair for RSA, PEM. */
interface RsaPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** What the platform and the stand-in for Alipay know each other by. */
export interface AlipayKeys {
  readonly appId: string;
  readonly sellerId: string;
  readonly merchant: RsaPair;
  /** Alipay's, and the one that follows it. */
  readonly alipay: readonly [RsaPair, RsaPair];
}

export const alipayKeys = (): AlipayKeys => ({
  appId: '2021000000000001',
  sellerId: '2088000000000001',
  merchant: rsaPair(),
  alipay: [rsaPair(), rsaPair()],
});

/** `ALIPAY` of payment. */
export const alipaySetting = (
  { appId, sellerId, merchant, alipay }: AlipayKeys,
  addresses: { readonly gateway: string; readonly notifyUrl: string },
): string =>
  JSON.stringify({
    appId,
    sellerId,
    privateKey: merchant.privateKey,
    alipayKeys: alipay.map(({ publicKey }) => publicKey),
    ...addresses,
  });

/** What the stand-in holds. */
export const alipaySecrets = ({ appId, sellerId, merchant, alipay }: AlipayKeys): object => ({
  appId,
  sellerId,
  appPublicKey: merchant.publicKey,
  privateKeys: alipay.map(({ privateKey }) => privateKey),
});

const rsaPair = (): RsaPair =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
