import { hash } from 'node:crypto';
import type { Instant } from '@canbao/calendar';
import type { CollectionReport, QuoteClaims } from '@canbao/contracts';
import {
  admitReport,
  admitUnidentified,
  paymentRejections,
  type Admitted,
  type Digests,
  type RecordCollection,
  type RecordUnidentified,
} from '@canbao/domain-payment';
import { claimedQuoteId, Problem, uuidOf, type Caller } from '@canbao/service-kit';

/** Hashing for the domain, which cannot do it itself. */
export const digests: Digests = { uuidOf, digestOf: (text) => hash('sha256', text) };

/** The answer to a report under a number that was used for other content. */
export const numberReused = (): Problem =>
  new Problem('transaction-number-reused', paymentRejections['transaction-number-reused']);

/**
 * The command of a counter's report, whether or not its quote is known.
 * @throws Problem when the report is refused.
 */
export const collectionOf = (
  report: CollectionReport,
  quote: QuoteClaims | undefined,
  { caller, now }: { readonly caller: Caller; readonly now: Instant },
): RecordCollection | RecordUnidentified =>
  quote === undefined
    ? commandOf(admitUnidentified(report, caller, now, digests, claimedQuoteId(report.quoteToken)))
    : commandOf(admitReport(report, quote, caller, now, digests));

/** The command of a counter's report. @throws Problem when the report is refused. */
export const commandOf = <Command>(admitted: Admitted<Command>): Command => {
  if ('command' in admitted) return admitted.command;
  throw new Problem(admitted.refused, paymentRejections[admitted.refused]);
};
