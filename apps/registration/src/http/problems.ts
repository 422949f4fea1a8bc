import { dayOf, type Instant } from '@canbao/calendar';
import {
  identityRefusal,
  registrationRejections,
  type Bureau,
  type Identity,
  type RegistrationReason,
} from '@canbao/domain-registration';
import type { Details } from '@canbao/event-sourcing';
import { Problem } from '@canbao/service-kit';

/** A refusal of registration as a problem document. */
export const problem = (reason: RegistrationReason, details?: Details): Problem =>
  new Problem(reason, registrationRejections[reason], details === undefined ? {} : { details });

/** The bureau that calls, where the operation allows bureaus alone. */
export const bureauOf = ({ role }: { readonly role: string }): Bureau => role as Bureau;

/** @throws Problem for a number or a name that cannot be right, without repeating it. */
export const assertPlausible = (identity: Identity, now: Instant): void => {
  const reason = identityRefusal(identity, dayOf(now));
  if (reason !== undefined) throw problem(reason);
};
