import type { SignatureAlgorithm } from './algorithms';

/** The header that signs a request, and the answer to it. */
export const signatureHeader = 'canbao-signature';

/** What the header says. */
export interface Claim {
  readonly algorithm: string;
  readonly key: string;
  /** Seconds since 1970. */
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: Buffer;
}

const pattern = new RegExp(
  '^algorithm="([A-Z0-9-]{1,20})",key="([\\w.-]{1,64})",timestamp="(\\d{10})",' +
    'nonce="([\\w-]{16,64})",signature="([A-Za-z0-9+/]{80,1400}={0,2})"$',
);

/** One text, one reading: no spaces, no other order, and base64 only as an encoder writes it. */
export const readClaim = (header: string): Claim | undefined => {
  const [, algorithm, key, timestamp, nonce, base64] = pattern.exec(header) ?? [];
  if (algorithm === undefined || key === undefined || timestamp === undefined) return undefined;
  if (nonce === undefined || base64 === undefined) return undefined;
  const signature = Buffer.from(base64, 'base64');
  if (signature.toString('base64') !== base64) return undefined;
  return { algorithm, key, timestamp, nonce, signature };
};

/** The header of a claim. */
export const writeClaim = ({ algorithm, key, timestamp, nonce, signature }: Claim): string =>
  `algorithm="${algorithm}",key="${key}",timestamp="${timestamp}",` +
  `nonce="${nonce}",signature="${signature.toString('base64')}"`;

/** The seven fields. */
export interface Fields {
  readonly algorithm: SignatureAlgorithm;
  readonly key: string;
  /** The method of a request; the status of an answer. */
  readonly methodOrStatus: string;
  /** Path and query of the request, as they are on the wire. */
  readonly target: string;
  readonly timestamp: string;
  /** Of the request, in its answer too: so an answer cannot be taken for that to another request. */
  readonly nonce: string;
  /** In lower-case hex. */
  readonly bodyHash: string;
}

/** What is signed: seven lines, each ended by a line feed, the last too. */
export const signedText = (fields: Fields): string => {
  const { algorithm, key, methodOrStatus, target, timestamp, nonce, bodyHash } = fields;
  return [algorithm, key, methodOrStatus, target, timestamp, nonce, bodyHash, ''].join('\n');
};

/**
 * Whether a target has one reading only: a path of unreserved characters without empty or dot segments, and
 * in the query escapes only of what needs them, in capitals.
 */
export const isPlainTarget = (target: string): boolean => {
  const [path = '', query = '', ...more] = target.split('?');
  const segments = path.split('/').slice(1);
  return (
    more.length === 0 &&
    path.startsWith('/') &&
    segments.every((segment) => /^[\w.~:-]+$/.test(segment) && !/^\.{1,2}$/.test(segment)) &&
    /^(?:[\w.~:=&-]|%(?!4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE]|3[0-9]|2[DE])[2-9A-F][0-9A-F])*$/.test(query)
  );
};
