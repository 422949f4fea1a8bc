import type { PostedItem } from '@canbao/domain-ledger-sync';

export interface PostingRequest { readonly requestId: string; readonly personId: string; readonly month: string; readonly items: readonly PostedItem[]; readonly total: string; readonly paidAt: string }
/** `unknown`: time-out, broken connection, 5xx, or an answer that makes no sense; never read as refused. */
export type BureauAnswer = { readonly outcome: 'accepted'; readonly receiptNo: string } | { readonly outcome: 'refused'; readonly reason: string } | { readonly outcome: 'not-found' } | { readonly outcome: 'unknown' };

const timeoutMs = 3000;

/** A bureau's posting interface over HTTP. Every outward id is stored before it is used here. */
export class Bureau {
  constructor(private readonly baseUrl: string) {}

  post(request: PostingRequest): Promise<BureauAnswer> {
    return this.ask('POST', '/postings', request);
  }

  query(requestId: string): Promise<BureauAnswer> {
    return this.ask('GET', `/postings/${requestId}`);
  }

  /** Takes a posting back; `not-found` when the bureau never booked it. */
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
