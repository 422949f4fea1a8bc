import { generateKeyPairSync, randomBytes, X509Certificate, type KeyObject } from 'node:crypto';
import { sandboxKeyPrefix } from '@canbao/service-kit/production';
import { selfSigned } from './certificate';

/** Both halves of what the merchant and WeChat Pay share; PEM texts. */
export interface WeChatKeys {
  readonly merchant: { readonly serial: string; readonly privateKey: string; readonly publicKey: string };
  readonly apiV3Key: string;
  /** WeChat's public key, the way of today, and its certificate, the way before. */
  readonly publicKey: { readonly id: string; readonly privateKey: string; readonly publicKey: string };
  readonly certificate: { readonly id: string; readonly privateKey: string; readonly certificate: string };
}

const pem = (key: KeyObject): string =>
  key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }).toString();

const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

export const weChatKeys = (): WeChatKeys => {
  const [merchant, publicKey, certified] = [rsa(), rsa(), rsa()];
  const certificate = selfSigned(certified, 'Tenpay.com sandbox');
  return {
    merchant: {
      serial: new X509Certificate(selfSigned(merchant, 'sandbox merchant')).serialNumber,
      privateKey: pem(merchant.privateKey),
      publicKey: pem(merchant.publicKey),
    },
    // 32 characters, of a sandbox by their beginning, which production refuses.
    apiV3Key: sandboxKeyPrefix + randomBytes(18).toString('base64url'),
    publicKey: {
      id: `PUB_KEY_ID_0${randomBytes(6).readUIntBE(0, 6)}`,
      privateKey: pem(publicKey.privateKey),
      publicKey: pem(publicKey.publicKey),
    },
    certificate: {
      id: new X509Certificate(certificate).serialNumber,
      privateKey: pem(certified.privateKey),
      certificate,
    },
  };
};

const merchantOfSandbox = { mchid: '1900000109', appid: 'wxcanbao0sandbox1' } as const;

/** `WECHAT_PAY`, the platform's side. `host`: where the counterpart answers; `notifyUrl`: where we do. */
export const weChatSetting = (
  { merchant, apiV3Key, publicKey, certificate }: WeChatKeys,
  { host, notifyUrl }: { readonly host: string; readonly notifyUrl: string },
): string =>
  JSON.stringify({
    ...merchantOfSandbox,
    merchantKey: { serial: merchant.serial, privateKey: merchant.privateKey },
    apiV3Key,
    platformKeys: [
      { id: publicKey.id, pem: publicKey.publicKey },
      { id: certificate.id, pem: certificate.certificate },
    ],
    hosts: [host],
    notifyUrl,
  });

/** The counterpart's side, in `CHANNEL_SECRETS`. */
export const weChatSecrets = ({ merchant, apiV3Key, publicKey, certificate }: WeChatKeys): object => ({
  ...merchantOfSandbox,
  merchant: { serial: merchant.serial, publicKey: merchant.publicKey },
  apiV3Key,
  publicKey: { id: publicKey.id, privateKey: publicKey.privateKey },
  certificate,
});
