import { z } from 'zod';
import { Bank, MiniProgram, roles, type Role } from '@canbao/contracts';

const subject = z.string().min(1).max(100);
const none = z.undefined().optional();

/**
 * The claims of a sign-in token that say who calls, one form for each kind of role: a payer is signed in
 * through a mini-program, a teller works for a bank, and nobody else carries either. A token of another form
 * is no sign-in, because half a claim would be read as less, or as more, than was meant.
 */
const Claims = z.discriminatedUnion('role', [
  z.object({ sub: subject, role: z.literal('payer'), channel: MiniProgram, bank: none }),
  z.object({ sub: subject, role: z.literal('bank'), bank: Bank, channel: none }),
  z.object({
    sub: subject,
    role: z.enum(roles).exclude(['payer', 'bank']),
    channel: none,
    bank: none,
  }),
]);

/** Who calls. `anyone` has not signed in, and reaches only the calls that need no sign-in. */
export type Caller =
  | { readonly subject: string; readonly role: 'payer'; readonly channel: MiniProgram }
  | { readonly subject: string; readonly role: 'bank'; readonly bank: Bank }
  | { readonly subject: string; readonly role: Exclude<Role, 'payer' | 'bank'> | 'anyone' };

/** Who calls an operation that nobody needs to sign in for. */
export const anyone: Caller = { subject: 'anonymous', role: 'anyone' };

/** The caller whom the claims of a verified token name. @throws ZodError when they name none. */
export const callerOfClaims = (claims: object): Caller => {
  const { sub, ...caller } = Claims.parse(claims);
  switch (caller.role) {
    case 'payer':
      return { subject: sub, role: caller.role, channel: caller.channel };
    case 'bank':
      return { subject: sub, role: caller.role, bank: caller.bank };
    default:
      return { subject: sub, role: caller.role };
  }
};

/**
 * The whole identity as text: a subject is unique only within its role and bank, and what a payer does in one
 * mini-program is not what they do in another. Events name it as their actor; keys and limits count by it.
 */
export const identityOf = (caller: Caller): string => {
  switch (caller.role) {
    case 'payer':
      return `payer:${caller.channel}:${caller.subject}`;
    case 'bank':
      return `bank:${caller.bank}:${caller.subject}`;
    default:
      return `${caller.role}:${caller.subject}`;
  }
};
