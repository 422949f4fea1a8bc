import { Batcher } from '@canbao/runtime';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { QuoteClaims } from '@canbao/contracts';
import { paymentRejections as rejections } from '@canbao/domain-payment';
import { Problem } from '@canbao/service-kit';

interface Signed { readonly text: string; readonly signature: string }

const form = /^[\w-]+\.[\w-]+\.[\w-]+$/;

const jsonOf = (part: string): unknown => {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
};

/** Nothing where the header asks for an extension that we do not know. */
const algorithmOf = (header: string): unknown => {
  const { alg, crit } = (jsonOf(header) ?? {}) as { alg?: unknown; crit?: unknown };
  return crit === undefined ? alg : undefined;
};

/**
 * Checks quote tokens (JWS, EdDSA) with assessment's public key: payment asks nobody on the way of a payment. In a thread
 * of its own, which is woken once for all tokens that wait: each wake takes this thread half as long as a check would.
 */
export class QuoteTokens {
  private readonly thread: Worker;
  private readonly signatures: Batcher<Signed, boolean>;

  constructor(publicJwk: string) {
    // The compiled file, also where this one is run as TypeScript.
    this.thread = new Worker(join(__dirname, '../dist/signature-thread.js'), { workerData: publicJwk });
    this.thread.unref();
    this.signatures = new Batcher((asked) => this.verifyAll(asked));
  }

  async read(token: string): Promise<QuoteClaims> {
    const [header = '', payload = '', signature = ''] = form.test(token) ? token.split('.') : [];
    // Nothing of the claims is read before the signature is known to be good.
    const signed = algorithmOf(header) === 'EdDSA' && (await this.signatures.submit({ text: `${header}.${payload}`, signature }));
    const claims = signed ? QuoteClaims.safeParse(jsonOf(payload)).data : undefined;
    if (claims === undefined) throw new Problem('quote-token-invalid', rejections['quote-token-invalid']);
    return claims;
  }

  /** One question is under way at a time, so the next answer is its own. A thread that fails ends the process. */
  private verifyAll(asked: readonly Signed[]): Promise<boolean[]> {
    return new Promise((resolve) => {
      this.thread.once('message', resolve);
      this.thread.postMessage(asked);
    });
  }
}
