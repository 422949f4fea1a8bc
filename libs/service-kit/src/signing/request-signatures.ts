import { Inject, Injectable, Optional } from '@nestjs/common';
import { Clock } from '@canbao/calendar';
import { SignedNonces } from '@canbao/postgres';
import type { Caller } from '../http/caller';
import { thumbprintOf } from '../http/client-certificate';
import type { OperationRequest } from '../http/operation-request';
import { Problem } from '../http/problem';
import type { SignatureAlgorithm } from './algorithms';
import type { ClaimedSignature } from './claimed-signature';
import { ownKey, type BankKeys, type SigningChannel } from './bank-keys';
import { isPlainTarget, readClaim, signatureHeader, signedText, writeClaim, type Claim } from './signed-text';

/** Token of the {@link BankKeys} of a service that banks call. */
export const BANK_KEYS = Symbol('BANK_KEYS');

/** Configuration: how far a signer's clock may differ from ours, before and behind. */
export const freshSeconds = 300;

/** Why a signature is refused; told to its sender, who has signed in. */
export type SignatureFault =
  | 'malformed'
  | 'doubled'
  | 'target'
  | 'unknown-key'
  | 'expired-key'
  | 'wrong-algorithm'
  | 'stale'
  | 'mismatch'
  | 'replayed';

/**
 * Signatures of banks and the tax desk: judged by the headers at the door, proven on the bytes of the body
 * before anything reads them, and answered with a signature of ours (ADR 42).
 */
@Injectable()
export class RequestSignatures {
  constructor(
    private readonly clock: Clock,
    private readonly nonces: SignedNonces,
    @Optional() @Inject(BANK_KEYS) private readonly keys?: BankKeys,
  ) {}

  /**
   * Judges what can be judged without the body, of a caller who has signed in.
   * @throws Problem `signature-required`, `signature-refused` or `certificate-refused`.
   */
  announce(request: OperationRequest): void {
    const channel = signingChannelOf(request.caller);
    if (channel === undefined) return;
    const settings = this.keys?.channels[channel];
    const { certificates } = settings ?? {};
    if (certificates !== undefined && !certificates.includes(thumbprintOf(request.raw) ?? ''))
      throw Problem.general('certificate-refused');
    const sent = request.raw.headersDistinct[signatureHeader];
    if (sent === undefined) {
      const demanded = settings?.signatures ?? (this.keys?.others === 'refused' ? 'demanded' : 'when-sent');
      if (demanded === 'demanded') throw Problem.general('signature-required');
      return;
    }
    if (sent.length > 1) throw refused('doubled');
    request.claimed = this.claimed(channel, readClaim(sent[0] ?? ''), request.raw.url ?? '');
  }

  private claimed(channel: SigningChannel, claim: Claim | undefined, target: string): ClaimedSignature {
    if (claim === undefined) throw refused('malformed');
    if (!isPlainTarget(target)) throw refused('target');
    // A key is looked for among those of the caller's own channel only.
    const key = this.keys?.channels[channel]?.keys.find(({ kid }) => kid === claim.key);
    if (key === undefined) throw refused('unknown-key');
    if (key.algorithm !== claim.algorithm) throw refused('wrong-algorithm');
    if (key.until !== undefined && this.clock.now() >= key.until) throw refused('expired-key');
    if (Math.abs(this.nowSeconds() - Number(claim.timestamp)) > freshSeconds) throw refused('stale');
    return { channel, key, claim, proven: false };
  }

  /**
   * Proves the signature of a request, if it claims one, once its body is there; its nonce counts from then.
   * @param hashOf the hash of the body as it came, in lower-case hex.
   * @throws Problem `signature-refused`.
   */
  async prove(request: OperationRequest, hashOf: (algorithm: SignatureAlgorithm) => string): Promise<void> {
    const { claimed } = request;
    if (claimed === undefined || claimed.proven) return;
    const { channel, key, claim } = claimed;
    const { algorithm } = key;
    const text = signedText({
      ...claim,
      algorithm,
      methodOrStatus: request.raw.method ?? '',
      target: request.raw.url ?? '',
      bodyHash: hashOf(algorithm),
    });
    if (!key.verify(text, claim.signature)) throw refused('mismatch');
    if (!(await this.nonces.take(channel, claim.nonce))) throw refused('replayed');
    claimed.proven = true;
  }

  /**
   * The signature of an answer, refusals and repeats included; undefined where the request brought none that
   * could be read, or its channel has no keys.
   */
  async answered(
    { caller, claimed, raw }: OperationRequest,
    status: number,
    hashOf: (algorithm: SignatureAlgorithm) => string,
  ): Promise<string | undefined> {
    const channel = signingChannelOf(caller);
    const keys = channel === undefined ? undefined : this.keys?.channels[channel]?.keys;
    const nonce = (claimed?.claim ?? readClaim(raw.headersDistinct[signatureHeader]?.[0] ?? ''))?.nonce;
    if (this.keys === undefined || keys === undefined || nonce === undefined) return undefined;
    const own = ownKey(this.keys, (claimed?.key ?? keys[0])?.algorithm ?? 'RSA-PSS-SHA256');
    if (own === undefined) return undefined;
    const { algorithm, kid } = own;
    const timestamp = String(this.nowSeconds());
    const text = signedText({
      algorithm,
      key: kid,
      methodOrStatus: String(status),
      target: raw.url ?? '',
      timestamp,
      nonce,
      bodyHash: hashOf(algorithm),
    });
    return writeClaim({ algorithm, key: kid, timestamp, nonce, signature: await own.sign(text) });
  }

  private nowSeconds(): number {
    return Math.floor(Date.parse(this.clock.now()) / 1000);
  }
}

const refused = (because: SignatureFault): Problem => Problem.general('signature-refused', { because });

const signingChannelOf = (caller: Caller | undefined): SigningChannel | undefined => {
  if (caller?.role === 'bank') return caller.bank;
  return caller?.role === 'tax-desk' ? 'tax-desk' : undefined;
};
