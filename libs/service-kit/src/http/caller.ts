import { z } from 'zod';
import { Bank, District, MiniProgram, roles, type Role } from '@canbao/contracts';
import type { District as DistrictKey } from '@canbao/vocabulary';

const subject = z.string().min(1).max(100);
const none = z.undefined().optional();
const counterIn = District.optional();

/**
 * The claims of a sign-in token that say who calls, one form for each kind of role: a payer is signed in
 * through a mini-program, a teller works for a bank, and nobody else carries either. A counter, of a bank or
 * of a tax desk, may be said to stand in a district, and serves that one alone. A token of another form
 * is no sign-in, because half a claim would be read as less, or as more, than was meant.
 */
const Claims = z.discriminatedUnion('role', [
  z.object({ sub: subject, role: z.literal('payer'), channel: MiniProgram, bank: none, district: none }),
  z.object({ sub: subject, role: z.literal('bank'), bank: Bank, channel: none, district: counterIn }),
  z.object({ sub: subject, role: z.literal('tax-desk'), channel: none, bank: none, district: counterIn }),
  z.object({
    sub: subject,
    role: z.enum(roles).exclude(['payer', 'bank', 'tax-desk']),
    channel: none,
    bank: none,
    district: none,
  }),
]);

/** Who calls. `anyone` has not signed in, and reaches only the calls that need no sign-in. */
export type Caller =
  | { readonly subject: string; readonly role: 'payer'; readonly channel: MiniProgram }
  | { readonly subject: string; readonly role: 'bank'; readonly bank: Bank; readonly district?: DistrictKey }
  | { readonly subject: string; readonly role: 'tax-desk'; readonly district?: DistrictKey }
  | { readonly subject: string; readonly role: Exclude<Role, 'payer' | 'bank' | 'tax-desk'> | 'anyone' };

/** Who calls an operation that nobody needs to sign in for. */
export const anyone: Caller = { subject: 'anonymous', role: 'anyone' };

/** The caller whom the claims of a verified token name. @throws ZodError when they name none. */
export const callerOfClaims = (claims: object): Caller => {
  const { sub, ...caller } = Claims.parse(claims);
  switch (caller.role) {
    case 'payer':
      return { subject: sub, role: caller.role, channel: caller.channel };
    case 'bank':
      return { subject: sub, role: caller.role, bank: caller.bank, ...standing(caller.district) };
    case 'tax-desk':
      return { subject: sub, role: caller.role, ...standing(caller.district) };
    default:
      return { subject: sub, role: caller.role };
  }
};

const standing = (district: DistrictKey | undefined): { readonly district?: DistrictKey } =>
  district === undefined ? {} : { district };

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
