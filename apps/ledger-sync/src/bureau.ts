import type { Bureau, BureauAnswer, PostingRequest } from '@canbao/domain-ledger-sync';

const timeoutMs = 3000;

/** A bureau's posting interface over HTTP. */
export class HttpBureau implements Bureau {
  constructor(private readonly baseUrl: string) {}

  post(request: PostingRequest): Promise<BureauAnswer> {
    return this.ask('POST', '/postings', request);
  }

  query(requestId: string): Promise<BureauAnswer> {
    return this.ask('GET', `/postings/${requestId}`);
  }

  reverse(requestId: string, reversalId: string): Promise<BureauAnswer> {
    return this.ask('POST', '/reversals', { requestId, reversalId });
  }

  private async ask(method: string, path: string, body?: object): Promise<BureauAnswer> {
    try {
      const response = await fetch(this.baseUrl + path, {
        method, signal: AbortSignal.timeout(timeoutMs), ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      if (response.status === 404) return { outcome: 'not-found' };
      if (response.status !== 200) return { outcome: 'unknown' };
      const answer = (await response.json()) as { outcome?: string; receiptNo?: string; reason?: string };
      if (answer.outcome === 'accepted' && typeof answer.receiptNo === 'string') return { outcome: 'accepted', receiptNo: answer.receiptNo };
      if (answer.outcome === 'refused') return { outcome: 'refused', reason: String(answer.reason ?? '') };
      return { outcome: 'unknown' };
    } catch {
      return { outcome: 'unknown' };
    }
  }
}

/** The bureau of each insurance. */
export abstract class Bureaus {
  abstract readonly pension: Bureau;
  abstract readonly medical: Bureau;
}
