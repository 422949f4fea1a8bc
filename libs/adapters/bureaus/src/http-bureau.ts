import { BureauAcceptedReply, BureauDayLinesReply, BureauDayReply } from '@canbao/contracts';
import {
  dayLineOf,
  dayTotalsOf,
  type Bureau,
  type BureauAnswer,
  type BureauBooks,
  type DayLine,
  type DayTotals,
  type PostingRequest,
  type ToldTotals,
} from '@canbao/domain-ledger-sync';
import { answerBytes, Batcher } from '@canbao/runtime';
import { Agent, fetch } from 'undici';

/** Configuration: how long a bureau may take to answer. */
const answerTimeoutMs = 3000;
/** Configuration: more than the answer to the largest batch. */
const answerBytesMax = 4 * 1024 * 1024;
/** Configuration: batches of postings in flight to one bureau. */
const batchesInFlightMax = 2;

/** PEM texts. */
export interface BureauTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** A bureau's books over HTTP. Postings that wait are sent in one request; each has its own id and answer. */
export class HttpBureau implements Bureau, BureauBooks {
  private readonly postings = new Batcher<PostingRequest, BureauAnswer>(
    (requests) => this.postAll(requests),
    { maxInFlight: batchesInFlightMax },
  );

  private readonly connections: Agent;

  /**
   * `timeoutMs`: how long to wait for an answer before its outcome is unknown. `tls`: whom to trust instead
   * of the public authorities, and the certificate to show.
   */
  constructor(
    private readonly baseUrl: string,
    private readonly timeoutMs = answerTimeoutMs,
    tls: BureauTls = {},
  ) {
    this.connections = new Agent({ connect: tls });
  }

  post(request: PostingRequest): Promise<BureauAnswer> {
    return this.postings.submit(request);
  }

  async query(requestId: string): Promise<BureauAnswer> {
    return answerIn(await this.call('GET', `/postings/${requestId}`));
  }

  async reverse(requestId: string, reversalId: string): Promise<BureauAnswer> {
    return answerIn(await this.call('POST', '/reversals', { requestId, reversalId }));
  }

  async totals({
    totalsId,
    day,
    ours,
  }: ToldTotals): Promise<{ readonly totals: DayTotals; readonly parts: number } | undefined> {
    const { status, body } = await this.call('POST', '/totals', { totalsId, day, ...ours });
    const reply = BureauDayReply.safeParse(body);
    if (status !== 200 || !reply.success) return undefined;
    return { totals: dayTotalsOf(reply.data), parts: reply.data.parts };
  }

  async lines(totalsId: string, part: number): Promise<readonly DayLine[] | undefined> {
    const { status, body } = await this.call('GET', `/totals/${totalsId}/lines?part=${part}`);
    const reply = BureauDayLinesReply.safeParse(body);
    return status === 200 && reply.success ? reply.data.lines.map(dayLineOf) : undefined;
  }

  private async postAll(requests: readonly PostingRequest[]): Promise<BureauAnswer[]> {
    if (requests.length === 1) return [answerIn(await this.call('POST', '/postings', requests[0]))];
    const answers = answersIn(await this.call('POST', '/postings', { postings: requests }));
    return requests.map(({ requestId }) => answerOf(answers.get(requestId)));
  }

  private async call(method: string, path: string, body?: object): Promise<Reply> {
    try {
      const response = await fetch(this.baseUrl + path, {
        method,
        signal: AbortSignal.timeout(this.timeoutMs),
        dispatcher: this.connections,
        // An order to post is not for another address.
        redirect: 'error',
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      const bytes = await answerBytes(response.body, answerBytesMax);
      return bytes === undefined ? noReply : { status: response.status, body: JSON.parse(bytes.toString()) };
    } catch {
      return noReply;
    }
  }
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}
/** Nothing readable came back in time: the outcome is unknown. */
const noReply: Reply = { status: 0, body: undefined };

/** An answer as a bureau words it, unchecked. */
type RawAnswer =
  | Readonly<Record<'requestId' | 'outcome' | 'receiptNo' | 'reason' | 'total' | 'bookedOn', unknown>>
  | null
  | undefined;

/**
 * Whatever cannot be understood says nothing about what was booked. An answer that claims a booking and is no
 * such answer is told apart from silence: its bureau has to put it right.
 */
const answerOf = (raw: RawAnswer): BureauAnswer => {
  if (raw?.outcome === 'refused') return { outcome: 'refused', reason: reasonIn(raw.reason) };
  if (raw?.outcome !== 'accepted') return { outcome: 'unknown' };
  const accepted = BureauAcceptedReply.safeParse(raw);
  if (!accepted.success) return { outcome: 'unknown', broken: brokenIn(accepted.error.issues) };
  const { receiptNo, total, bookedOn } = accepted.data;
  return {
    outcome: 'accepted',
    receiptNo,
    ...(total === undefined ? {} : { total }),
    ...(bookedOn === undefined ? {} : { bookedOn }),
  };
};

/** Configuration: as long as one that comes over a topic; it is stored and published. */
const reasonMax = 200;
const reasonIn = (reason: unknown): string => (typeof reason === 'string' ? reason.slice(0, reasonMax) : '');

/** Which fields are none, without what they hold. */
const brokenIn = (issues: readonly { readonly path: readonly PropertyKey[] }[]): string =>
  `accepted, but not as agreed: ${[...new Set(issues.map(({ path }) => path.join('.')))].join(', ')}`;

const answerIn = ({ status, body }: Reply): BureauAnswer => {
  if (status === 404) return { outcome: 'not-found' };
  return answerOf(status === 200 ? (body as RawAnswer) : undefined);
};

/** The answers of a batch by request id; empty when the reply as a whole makes no sense. */
const answersIn = ({ status, body }: Reply): ReadonlyMap<unknown, RawAnswer> => {
  const answers = (body as { answers?: unknown } | null | undefined)?.answers;
  if (status !== 200 || !Array.isArray(answers)) return new Map();
  return new Map((answers as RawAnswer[]).map((answer) => [answer?.requestId, answer]));
};
