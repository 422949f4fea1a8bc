import { Socket } from 'node:net';

/** What specs use of Alipay's own client for Node. Its sources do not compile under our settings. */
interface Sdk {
  exec(method: string, parameters: object, options: { readonly validateSign: boolean }): Promise<any>;
  checkNotifySignV2(message: object): boolean;
}
interface SdkSettings {
  readonly appId: string;
  readonly privateKey: string;
  readonly keyType: 'PKCS8';
  readonly alipayPublicKey: string;
  readonly gateway?: string;
}

/** npm's alipay-sdk as a merchant. */
export const merchantSdk = (settings: SdkSettings): Sdk => {
  // Its HTTP client replaces this for the whole process, and then no error ends two connections.
  const { destroy } = Socket.prototype;
  try {
    const { AlipaySdk } = jest.requireActual<{ AlipaySdk: new (settings: SdkSettings) => Sdk }>('alipay-sdk');
    return new AlipaySdk(settings);
  } finally {
    Socket.prototype.destroy = destroy;
  }
};
