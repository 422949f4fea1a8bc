import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { sm2 } from 'sm-crypto-v2';
import type { SignatureAlgorithm } from './algorithms';
import { der, tags } from './der';

/** A pair of keys, each as base64 of its DER. */
export interface NewKey {
  readonly publicKey: string;
  readonly privateKey: string;
}

const rsaBits = 2048;
const sm2Algorithm = der(tags.sequence, Buffer.from('06072a8648ce3d020106082a811ccf5501822d', 'hex'));

/** A new pair for signing by the algorithm. */
export const newKey = async (algorithm: SignatureAlgorithm): Promise<NewKey> => {
  if (algorithm === 'SM2-SM3') return newSm2Key();
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: rsaBits,
    publicKeyEncoding: { format: 'der', type: 'spki' },
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
  });
  return { publicKey: publicKey.toString('base64'), privateKey: privateKey.toString('base64') };
};

const newSm2Key = (): NewKey => {
  const { publicKey, privateKey } = sm2.generateKeyPairHex();
  const bits = Buffer.from(`00${publicKey}`, 'hex');
  const number = (value: number): Buffer => der(tags.integer, Buffer.from([value]));
  const inner = der(tags.sequence, number(1), der(tags.octets, Buffer.from(privateKey, 'hex')));
  return {
    publicKey: der(tags.sequence, sm2Algorithm, der(tags.bits, bits)).toString('base64'),
    privateKey: der(tags.sequence, number(0), sm2Algorithm, der(tags.octets, inner)).toString('base64'),
  };
};
