import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { banks } from '@canbao/vocabulary';
import { z } from 'zod';

const named = z.object({ personId: z.string(), agreementId: z.string() });

/** An account as events may know it: its last digits and a keyed digest. The number is sealed apart. */
export type KnownAccount = z.infer<typeof KnownAccount>;
const KnownAccount = z.object({ last4: z.string(), digest: z.string() });

const terms = named.extend({
  /** What the account pays for; a person has at most one agreement in force for each. */
  insurances: stored.list(stored.insurance),
  bank: z.enum(banks),
  /** The number of the agreement (三方协议号), equal on both sides; a change gets a new one. */
  protocolNo: z.string(),
  account: KnownAccount,
});

/** Why the bank does not confirm an agreement; the last: it answered with a code of no known meaning. */
export type AgreementRefusal = z.infer<typeof AgreementRefusal>;
export const AgreementRefusal = z.enum([
  'account-not-found',
  'account-closed',
  'holder-differs',
  'agreement-differs',
  'refused-by-bank',
]);

export const DebitAgreementSigned = eventType(
  'DebitAgreementSigned',
  terms.extend({ payerId: z.string(), signedAt: stored.instant }),
);
/** Other terms under a new number: nothing is debited before the bank has confirmed them. */
export const DebitAgreementChanged = eventType(
  'DebitAgreementChanged',
  terms.extend({ changedAt: stored.instant }),
);
export const DebitAgreementVerified = eventType(
  'DebitAgreementVerified',
  named.extend({ protocolNo: z.string(), verifiedAt: stored.instant }),
);
export const DebitAgreementRefused = eventType(
  'DebitAgreementRefused',
  named.extend({
    protocolNo: z.string(),
    because: AgreementRefusal,
    /** The bank's code. */
    said: z.string(),
    refusedAt: stored.instant,
  }),
);
export const DebitAgreementStopped = eventType(
  'DebitAgreementStopped',
  named.extend({ stoppedAt: stored.instant }),
);

/** What happens to the three-party agreements of a person, on one stream a person. */
export const agreementEvents = eventTypes([
  DebitAgreementSigned,
  DebitAgreementChanged,
  DebitAgreementVerified,
  DebitAgreementRefused,
  DebitAgreementStopped,
]);
export type AgreementEvent = EventOf<(typeof agreementEvents.declarations)[number]>;
