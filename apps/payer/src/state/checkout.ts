import type { Reply } from '../api/calls';
import { keep, kept } from './storage';

export type Insurance = 'pension' | 'medical';
export type Quote = Omit<Reply<'quote'>, 'certificate'>;

/** Whom and what for: leads from choosing the person to the payment. */
export interface Subject {
  readonly personId: string;
  readonly name: string;
  readonly insurance: Insurance;
}

/** What somebody has filled in, kept until it is paid: nothing typed is lost by a reload or a failure. */
export interface Draft {
  readonly months: readonly string[];
  readonly base: string;
}

const nameOf = ({ personId, insurance }: Subject): string => `draft.${insurance}.${personId}`;
export const draftOf = (subject: Subject): Draft | undefined => kept(nameOf(subject));
export const keepDraft = (subject: Subject, draft: Draft | undefined): void => keep(nameOf(subject), draft);

/** What is about to be paid: kept, so that a reload of the page that checks it shows the same. */
export interface Checkout {
  readonly subject: Subject;
  readonly months: readonly string[];
  readonly base?: string | undefined;
  readonly quote: Quote;
}

export const checkout = {
  get: (): Checkout | undefined => kept('checkout'),
  set: (value: Checkout | undefined): void => keep('checkout', value),
};
