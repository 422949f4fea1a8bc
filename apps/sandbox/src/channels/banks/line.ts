import { randomBytes } from 'node:crypto';
import {
  fieldsIn,
  hashOf,
  headerOf,
  isSignatureOver,
  sevenLines,
  signatureOver,
  type BankSecret,
  type PlatformKey,
} from './signature';

/** What a bank sends. */
export interface Sent {
  readonly method: 'GET' | 'POST';
  /** With `/v1` and the query, as it is signed. */
  readonly target: string;
  readonly body?: Uint8Array;
  readonly type?: string;
  readonly idempotencyKey?: string;
}

/** What came back: an answer that is proven to be the platform's, or nothing that could be believed. */
export type Answer =
  | { readonly status: number; readonly body: unknown; readonly retryAfterMs?: number }
  | { readonly unknown: string; readonly retryAfterMs?: number };

/** What may be wrong with one request, from the fault menu. */
export interface Spoiled {
  readonly mode?: string | undefined;
}

/** Where the platform is, and what the bank signs with. */
export interface LineSettings {
  /** Origin of the platform, without `/v1`. */
  readonly platform: string;
  readonly secret: BankSecret;
  /** By which the platform may sign; two during a change. */
  readonly platformKeys: readonly PlatformKey[];
  /** Milliseconds since 1970 by the bank's clock. */
  readonly now: () => number;
  readonly patienceMs: number;
}

const freshSeconds = 300;

/** A bank's line to the platform: signs what it sends, and believes only answers that are signed for it. */
export class Line {
  constructor(private settings: LineSettings) {}

  /** How long an answer is waited for, in ms. */
  get patienceMs(): number {
    return this.settings.patienceMs;
  }

  /** Signs by another key from now on. */
  changeKey(secret: BankSecret): void {
    this.settings = { ...this.settings, secret };
  }

  async send(sent: Sent, { mode }: Spoiled = {}): Promise<Answer> {
    const { platform, patienceMs } = this.settings;
    const body = sent.body ?? new Uint8Array();
    const nonce = this.nonce();
    if (mode === 'timeout-before') return { unknown: 'the request was lost' };
    const headers = {
      authorization: `Bearer ${this.settings.secret.token}`,
      ...(sent.body === undefined ? {} : { 'content-type': sent.type ?? 'application/json' }),
      ...(sent.idempotencyKey === undefined ? {} : { 'idempotency-key': sent.idempotencyKey }),
      ...this.signature(sent, body, nonce, mode),
    };
    try {
      const response = await fetch(platform + sent.target, {
        method: sent.method,
        headers,
        ...(sent.body === undefined ? {} : { body: Buffer.from(body) }),
        signal: AbortSignal.timeout(patienceMs),
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      if (mode === 'timeout-after-success') return { unknown: 'the answer was lost' };
      return this.believed(sent, response, bytes, nonce);
    } catch (error) {
      return { unknown: String(error) };
    }
  }

  protected nonce(): string {
    return randomBytes(16).toString('hex');
  }

  protected signature({ method, target }: Sent, body: Uint8Array, nonce: string, mode?: string) {
    if (mode === 'headers-stripped') return {};
    const { secret, now } = this.settings;
    const { algorithm } = secret;
    const key = mode === 'wrong-key-id' ? `${secret.kid}-other` : secret.kid;
    const offset = mode === 'stale-timestamp' ? -301 : mode === 'future-timestamp' ? 301 : 0;
    const timestamp = String(Math.floor(now() / 1000) + offset);
    const text = sevenLines(algorithm, key, method, target, timestamp, nonce, hashOf(algorithm, body));
    const signature = signatureOver(secret, mode === 'notify-forged' ? `${text} ` : text);
    return { 'canbao-signature': headerOf({ algorithm, key, timestamp, nonce, signature }) };
  }

  /** An answer counts once its signature proves that it is the answer to this request. */
  protected believed(sent: Sent, response: Response, bytes: Buffer, nonce: string): Answer {
    const retryAfter = Number(response.headers.get('retry-after') ?? 'none');
    const waits = Number.isFinite(retryAfter) ? { retryAfterMs: retryAfter * 1000 } : {};
    const said = fieldsIn(response.headers.get('canbao-signature') ?? '');
    const { algorithm = '', key: kid = '', timestamp = '', signature = '' } = said;
    const key = this.settings.platformKeys.find(
      (known) => known.kid === kid && known.algorithm === algorithm,
    );
    if (key === undefined) return { unknown: `an answer by ${kid || 'nobody'}`, ...waits };
    const isFresh = Math.abs(this.settings.now() / 1000 - Number(timestamp)) <= freshSeconds + 1;
    const hash = hashOf(key.algorithm, bytes);
    const text = sevenLines(algorithm, kid, String(response.status), sent.target, timestamp, nonce, hash);
    if (!isFresh || said['nonce'] !== nonce || !isSignatureOver(key, text, signature))
      return { unknown: 'an answer that is not proven', ...waits };
    try {
      const body: unknown = bytes.length === 0 ? undefined : JSON.parse(bytes.toString());
      return { status: response.status, body, ...waits };
    } catch {
      return { unknown: 'an answer that cannot be read', ...waits };
    }
  }
}
