import {
  newKey,
  signerOf,
  verifierOf,
  type NewKey,
  type SignatureAlgorithm,
} from '@canbao/service-kit/signing';

/** A pair with its id. */
export interface NamedKey extends NewKey {
  readonly kid: string;
  readonly algorithm: SignatureAlgorithm;
}

/** The keys of a run: what the gateway must hold, and what it must not believe. */
export interface CertifyKeys {
  /** The gateway's, now and after its change of keys. */
  readonly gateway: readonly [NamedKey, NamedKey];
  /** The platform's, now and after its change; the gateway knows both. */
  readonly platform: readonly [NamedKey, NamedKey];
  /** Somebody else's. */
  readonly foreign: NamedKey;
  /** What the gateway signs in with. */
  readonly token: string;
}

/** New keys of a run. */
export const certifyKeys = async (algorithm: SignatureAlgorithm): Promise<CertifyKeys> => {
  const named = async (kid: string): Promise<NamedKey> => ({ ...(await newKey(algorithm)), kid, algorithm });
  const [one, two, three, four, five] = await Promise.all(
    ['gateway-1', 'gateway-2', 'platform-1', 'platform-2', 'stranger-1'].map(named),
  );
  return {
    gateway: [one, two],
    platform: [three, four],
    foreign: five,
    token: 'certify.certify.certify',
  } as CertifyKeys;
};

/** Each key is prepared once: those of SM2 take a while. */
const prepared = <Made>(make: (key: NamedKey) => Made): ((key: NamedKey) => Made) => {
  const made = new Map<string, Made>();
  return (key) => {
    const known = made.get(key.publicKey) ?? make(key);
    made.set(key.publicKey, known);
    return known;
  };
};

/** The signer and the verifier of a key. */
export const signerBy = prepared(({ algorithm, privateKey }) => signerOf(algorithm, privateKey));
export const verifierBy = prepared(({ algorithm, publicKey }) => verifierOf(algorithm, publicKey));
