import {
  currentMonth,
  dayOf,
  firstDayOf,
  plusMonths,
  withoutOverlaps,
  type Day,
  type Instant,
  type Month,
} from '@canbao/calendar';
import { bundleIdOf, type MedicalLine, type PensionLine, type QuotedBundle } from '@canbao/contracts';
import { accept, on, reject, type Outcome, type StreamName } from '@canbao/event-sourcing';
import type { Yuan } from '@canbao/money';
import {
  assess,
  capturesBase,
  certificateOf,
  conditionsOf,
  openDeferral,
  type Pack,
  type Quoted,
  type QuoteRequest,
  type Refused,
  type RuleReason,
} from '@canbao/rules';
import type { Channel, Insurance, Item } from '@canbao/vocabulary';
import { enrolmentAround, type AccountEnrolment, type AccountState } from '../account/account-state';
import type { AccountEvent } from '../account/contribution-account.events';
import { isCovered } from '../account/employer-cover';
import { heldAgainst, type HeldReason } from '../account/held-months';
import { medicalFacts, pensionFacts } from './facts';
import type { IssuedQuote } from './issued-quote';

/** Issues a quote. */
export type IssueQuote = {
  readonly type: 'IssueQuote';
  readonly personId: string;
  readonly quoteId: string;
  readonly at: Instant;
  readonly months: readonly Month[];
  /** Absent: every item that is due. */
  readonly items?: readonly Item[];
  readonly channel?: Channel;
  /** The payer who asks; absent for a counter. */
  readonly payerId?: string;
  readonly insurance: Insurance;
  /** In yuan, one for all months; refused for medical insurance where its base is fixed. */
  readonly base?: Yuan;
  /** Of a batch debit: until the end of this day the bank may debit. */
  readonly debitUntil?: Day;
};

/** The stream of a quote: one of its own, so that an account does not grow with every quote. */
export const quoteStream = (quoteId: string): StreamName => `quote-${quoteId}`;

/** Records the quote, and before it a base that the payer declared with it; or gives the rules' reason. */
export const issueQuote = (
  pack: Pack,
  command: IssueQuote,
  state: AccountState,
): Outcome<AccountEvent, RuleReason | HeldReason> => {
  if (state.quoteIds.has(command.quoteId)) return accept();
  const quoted = assessQuote(pack, command, state);
  if (!quoted.accepted)
    return reject(quoted.reason, {
      ...quoted.details,
      conditions: conditionsOf(pack, quoted, quoted.request),
    });
  const held = heldAgainst(command.months, state);
  if (held !== undefined) return reject(held.reason, held.details);
  return accept<AccountEvent>(
    ...declaredBase(command, state),
    on(quoteStream(command.quoteId), { type: 'QuoteIssued', data: quoted.quote }),
  );
};

/** The quote that the rules give for the request, or their reason against it. */
export const assessQuote = (
  pack: Pack,
  command: IssueQuote,
  state: AccountState,
):
  | { readonly accepted: true; readonly quote: IssuedQuote }
  | (Refused & { readonly request: QuoteRequest }) => {
  const request = requestOf(pack, command, state);
  const assessed = assess(pack, request);
  if (!assessed.accepted) return { ...assessed, request };
  const quote = quoteOf(command, state, assessed, certificateOf(pack, request, assessed));
  return { accepted: true, quote };
};

const requestOf = (pack: Pack, command: IssueQuote, state: AccountState): QuoteRequest => {
  const { at, months, items, debitUntil } = command;
  const common = {
    at,
    months,
    ...(items === undefined ? {} : { items }),
    ...(debitUntil === undefined ? {} : { debitUntil }),
  };
  if (command.insurance === 'medical') {
    const { base } = command;
    const facts = medicalFacts(state, at);
    return { ...common, insurance: 'medical', facts, ...(base === undefined ? {} : { base }) };
  }
  const base = command.base ?? state.registeredBase;
  return {
    ...common,
    insurance: 'pension',
    facts: pensionFacts(state, at),
    ...channelFor(pack, command),
    ...(base === undefined ? {} : { base }),
  };
};

/** Where the money is taken matters only for deferred months, and is certified only with them. */
const channelFor = (
  { pensionDeferrals }: Pack,
  { months, at, channel }: IssueQuote,
): Pick<QuoteRequest, 'channel'> => {
  const isDeferred = months.some((month) => openDeferral(pensionDeferrals, month, at) !== undefined);
  return isDeferred && channel !== undefined ? { channel } : {};
};

/**
 * A base typed in a mini-program becomes the registered one, even if no payment follows (guide G3.2.1.5): for
 * the months to come, so not that of somebody who has none (ADR 86).
 */
const declaredBase = (command: IssueQuote, state: AccountState): AccountEvent[] => {
  const { registeredBase } = state;
  if (command.insurance === 'medical' || !paysOn(state, command.at)) return [];
  const { personId, quoteId, at, base, channel } = command;
  if (base === undefined || base === registeredBase || channel === undefined || !capturesBase(channel))
    return [];
  return [{ type: 'PensionBaseDeclared', data: { personId, base, channel, declaredAt: at, quoteId } }];
};

/** Whether a later month can be one of the person's own. */
const paysOn = (state: AccountState, at: Instant): boolean => {
  const next = plusMonths(currentMonth(at), 1);
  const goesOn = withoutOverlaps(state.enrolments).some(
    ({ until = firstDayOf(next) }) => until >= firstDayOf(next),
  );
  return goesOn && state.diedOn === undefined && !isCovered(state, next);
};

const quoteOf = (
  { quoteId, personId, channel, payerId, at }: IssueQuote,
  state: AccountState,
  { lines, total, expiresAt, bundles }: Quoted,
  certificate: IssuedQuote['certificate'],
): IssuedQuote => {
  // The rules have accepted, so there is an enrolment.
  const enrolment = enrolmentAround(state, dayOf(at)) as AccountEnrolment;
  const common = {
    quoteId,
    personId,
    district: enrolment.district,
    ...(channel === undefined ? {} : { channel }),
    ...(payerId === undefined ? {} : { payerId }),
    total,
    issuedAt: at,
    expiresAt,
    certificate,
  };
  if (enrolment.insurance === 'pension')
    return { ...common, insurance: 'pension', lines: lines as PensionLine[] };
  return {
    ...common,
    insurance: 'medical',
    lines: lines.map((line) => ({ ...line, bundleId: bundleIdOf(personId, line.month) })) as MedicalLine[],
    bundles: bundles.map((bundle) => ({
      ...bundle,
      bundleId: bundleIdOf(personId, bundle.month),
    })) as QuotedBundle[],
  };
};
