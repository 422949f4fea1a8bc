import { hash } from 'node:crypto';
import { accountEvents, quoteStream, type IssuedQuote } from '@canbao/domain-assessment';
import { canonicalJson, eventsOf, type EventStore } from '@canbao/event-sourcing';

/** SHA-256 over the canonical JSON of a certificate: the same inputs give the same bytes years later. */
export const certificateHash = (certificate: IssuedQuote['certificate']): string =>
  hash('sha256', canonicalJson(certificate));

/** A quote as it was issued; undefined when there is none. */
export const storedQuote = async (store: EventStore, quoteId: string): Promise<IssuedQuote | undefined> => {
  const [issued] = (await eventsOf(store, quoteStream(quoteId))).filter(accountEvents.has);
  if (issued?.type === 'DebitQuoted') return issued.data.quote;
  return issued?.type === 'QuoteIssued' ? issued.data : undefined;
};
