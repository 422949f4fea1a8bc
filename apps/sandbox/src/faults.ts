import { z } from 'zod';

/** What the answer to a posting can be. */
const answers = ['refuse', 'other-amount'] as const;
/** How the answer to a posting can be none, although the posting is booked. */
const formFaults = ['broken-total'] as const;
/** What the answer to a reversal can be. */
export const reversalFaults = ['refuse-reversal'] as const;
/** How the wire can fail a posting or a reversal; `down` fails a query as well. */
export const wireFaults = [
  'timeout',
  'timeout-after-accept',
  'error-500',
  'error-500-after-accept',
  'down',
] as const;
/** How a bureau that reads topics can go wrong when it answers on one. */
export const topicFaults = [
  'answer-twice',
  'answer-late',
  'answer-changed',
  'answer-garbled',
  'answer-forged',
] as const;
/** How a bureau can go wrong with the totals of a day, either way. */
export const dayFaults = [
  'totals-wrong',
  'totals-line-lost',
  'totals-line-doubled',
  'totals-silent',
] as const;
/** What each bureau plays, over HTTP and on topics. */
export const bureauFaults = [
  ...answers,
  ...formFaults,
  ...reversalFaults,
  ...wireFaults,
  ...topicFaults,
  ...dayFaults,
] as const;
/** What a bureau over HTTP plays. */
export const httpFaults = [...answers, ...formFaults, ...wireFaults] as const;

export const Fault = z.strictObject({
  bureau: z.enum(['hrss', 'medical']),
  mode: z.enum(bureauFaults),
  /** How many requests it hits; all by default. */
  times: z.int().min(1).max(1000).optional(),
  /** Only requests about this person. */
  personId: z.uuid().optional(),
  /** Only the totals of this day. */
  day: z.iso.date().optional(),
  reason: z.string().max(200).optional(),
});
export type Fault = z.infer<typeof Fault>;

/** A request of one person to one bureau. */
interface FaultyRequest {
  readonly bureau: string;
  /** Nobody is known of a request that never arrived. */
  readonly personId: string | undefined;
  readonly requestId: string;
  /** Whose totals it is about. */
  readonly day?: string;
}

/**
 * The fault menu: what goes wrong next, selectable per bureau and person. A fault of the wire hits one
 * delivery of a request. A refusal is an answer: a repeat of its request gets it again, uncounted.
 */
export class FaultMenu {
  private faults: { readonly fault: Fault; left: number }[] = [];
  private readonly refused = new Map<string, Fault>();

  set(fault: Fault): void {
    this.faults.push({ fault, left: fault.times ?? Number.MAX_SAFE_INTEGER });
  }

  clear(): void {
    this.faults = [];
    this.refused.clear();
  }

  list(): readonly Fault[] {
    return this.faults.map(({ fault }) => fault);
  }

  /** The fault that hits this request, if any of the modes does; counted. */
  next(
    { bureau, personId, requestId, day }: FaultyRequest,
    modes: readonly Fault['mode'][] = bureauFaults,
  ): Fault | undefined {
    const refusal = this.refused.get(requestId);
    if (refusal !== undefined && modes.includes(refusal.mode)) return refusal;
    const hit = this.faults.find(
      ({ fault }) =>
        fault.bureau === bureau &&
        modes.includes(fault.mode) &&
        (fault.personId === undefined || fault.personId === personId) &&
        (fault.day === undefined || fault.day === day),
    );
    if (hit === undefined) return undefined;
    hit.left -= 1;
    const isCounted = hit.fault.times !== undefined;
    if (isCounted && hit.fault.mode === 'refuse') this.refused.set(requestId, hit.fault);
    if (hit.left <= 0) this.faults = this.faults.filter((other) => other !== hit);
    return hit.fault;
  }
}
