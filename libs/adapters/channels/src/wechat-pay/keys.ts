import {
  constants,
  createPrivateKey,
  createPublicKey,
  publicEncrypt,
  sign,
  verify,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';

/** What WeChat calls SHA256-RSA2048: PKCS #1 v1.5. */
const algorithm = 'RSA-SHA256';
export const signatureType = 'WECHATPAY2-SHA256-RSA2048';

/** The merchant's own key. It signs and never verifies: the platform's keys are another type. */
export class MerchantKey {
  readonly #key: KeyObject;

  /** @throws Error when the PEM holds no RSA private key. */
  constructor(
    /** Serial number of the merchant's API certificate. */
    readonly serial: string,
    privateKey: string,
  ) {
    this.#key = createPrivateKey(privateKey);
    if (this.#key.asymmetricKeyType !== 'rsa') throw new Error('the merchant key is not of RSA');
  }

  /** Base64. */
  sign(text: string): string {
    return sign(algorithm, Buffer.from(text), this.#key).toString('base64');
  }

  /** Whether the other key is this one's public half. */
  isHalfOf(publicKey: KeyObject): boolean {
    return createPublicKey(this.#key).equals(publicKey);
  }
}

const publicKeyPrefix = 'PUB_KEY_ID_';

/** A key of WeChat's: the public key, or that of a platform certificate. It verifies and encrypts. */
export class PlatformKey {
  readonly key: KeyObject;

  /** @throws Error when the PEM is not what its id says. */
  constructor(
    readonly id: string,
    pem: string,
  ) {
    if (pem.includes('PRIVATE KEY')) throw new Error(`${id} holds a private key`);
    if (id.startsWith(publicKeyPrefix)) this.key = createPublicKey(pem);
    else {
      const certificate = new X509Certificate(pem);
      if (certificate.serialNumber !== id)
        throw new Error(`${id} holds the certificate ${certificate.serialNumber}`);
      this.key = certificate.publicKey;
    }
    if (this.key.asymmetricKeyType !== 'rsa') throw new Error(`${id} is not of RSA`);
  }

  /** `signature` in base64, in its one spelling: what only decodes to the same bytes is refused. */
  verifies(bytes: Uint8Array, signature: string): boolean {
    const decoded = Buffer.from(signature, 'base64');
    return decoded.toString('base64') === signature && verify(algorithm, bytes, this.key, decoded);
  }

  /** A sensitive field, as WeChat reads it: RSA-OAEP with SHA-1, in base64. */
  encrypt(text: string): string {
    const padded = { key: this.key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
    return publicEncrypt(padded, Buffer.from(text)).toString('base64');
  }
}

/** The platform's keys by their ids; a message chooses by its serial. */
export class PlatformKeys {
  private readonly byId: ReadonlyMap<string, PlatformKey>;
  /** The key that we ask WeChat to sign with. */
  readonly preferred: PlatformKey;

  /** @throws Error when there is none, or the merchant's own is among them: others have confused the two. */
  constructor(keys: readonly PlatformKey[], merchant: MerchantKey) {
    const [preferred] = keys;
    if (preferred === undefined) throw new Error('no platform key');
    const own = keys.find(({ id, key }) => id === merchant.serial || merchant.isHalfOf(key));
    if (own !== undefined) throw new Error(`${own.id} is the merchant's own key, not the platform's`);
    this.byId = new Map(keys.map((key) => [key.id, key]));
    this.preferred = preferred;
  }

  of(id: string): PlatformKey | undefined {
    return this.byId.get(id);
  }
}
