import { Batcher } from '@canbao/runtime';
import type { Bureau, BureauAnswer, PostingRequest } from '@canbao/domain-ledger-sync';

const timeoutMs = 3000;
/** Configuration: requests with postings that are under way to one bureau. */
const requestsAtOnce = 2;

interface Reply {
  readonly status: number;
  readonly body: unknown;
}
type Said =
  | {
      readonly requestId?: unknown;
      readonly outcome?: unknown;
      readonly receiptNo?: unknown;
      readonly reason?: unknown;
    }
  | undefined;

/** What cannot be understood says nothing about what was booked. */
const answerOf = (said: Said): BureauAnswer => {
  if (said?.outcome === 'accepted' && typeof said.receiptNo === 'string')
    return { outcome: 'accepted', receiptNo: said.receiptNo };
  if (said?.outcome === 'refused') return { outcome: 'refused', reason: String(said.reason ?? '') };
  return { outcome: 'unknown' };
};
const single = ({ status, body }: Reply): BureauAnswer =>
  status === 404 ? { outcome: 'not-found' } : answerOf(status === 200 ? (body as Said) : undefined);

/**
 * A bureau's posting interface over HTTP. Postings that wait go together in one request; each has its own id
 * and its own answer.
 */
export class HttpBureau implements Bureau {
  private readonly postings = new Batcher<PostingRequest, BureauAnswer>(
    (requests) => this.postAll(requests),
    { maxInFlight: requestsAtOnce },
  );

  constructor(private readonly baseUrl: string) {}

  post(request: PostingRequest): Promise<BureauAnswer> {
    return this.postings.submit(request);
  }

  async query(requestId: string): Promise<BureauAnswer> {
    return single(await this.ask('GET', `/postings/${requestId}`));
  }

  async reverse(requestId: string, reversalId: string): Promise<BureauAnswer> {
    return single(await this.ask('POST', '/reversals', { requestId, reversalId }));
  }

  private async postAll(requests: readonly PostingRequest[]): Promise<BureauAnswer[]> {
    if (requests.length === 1) return [single(await this.ask('POST', '/postings', requests[0]))];
    const { status, body } = await this.ask('POST', '/postings', { postings: requests });
    const answers = (body as { answers?: unknown } | undefined)?.answers;
    const said = new Map(
      (status === 200 && Array.isArray(answers) ? (answers as Said[]) : []).map((one) => [
        one?.requestId,
        one,
      ]),
    );
    return requests.map(({ requestId }) => answerOf(said.get(requestId)));
  }

  /** Status 0 when nothing, or nothing readable, came back in time. */
  private async ask(method: string, path: string, body?: object): Promise<Reply> {
    try {
      const response = await fetch(this.baseUrl + path, {
        method,
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    } catch {
      return { status: 0, body: undefined };
    }
  }
}

/** The bureau of each insurance. */
export abstract class Bureaus {
  abstract readonly pension: Bureau;
  abstract readonly medical: Bureau;
}
