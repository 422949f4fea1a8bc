import type { Instant } from '@canbao/calendar';
import { accept, reject, type Decider, type Outcome, type StreamName } from '@canbao/event-sourcing';
import type { Bank, Insurance } from '@canbao/vocabulary';
import { againstDebits } from '../payability/debit-stops';
import { evolvePayability, newPayability, payabilityStream, type Payability } from '../payability/payability';
import { payabilityEvents, type PayabilityEvent } from '../payability/payability.events';
import type { AgreementEvent, AgreementRefusal, KnownAccount } from './agreement.events';
import type { DebitFailure } from './item.events';

/** A payer lets an account pay a person's months (三方协议), under other terms, or no longer. */
export type AgreementCommand =
  SignAgreement | ChangeAgreement | StopAgreement | NoteVerification | NoteRefusedDebit;

interface Terms {
  readonly personId: string;
  readonly agreementId: string;
  readonly payerId: string;
  readonly insurances: readonly Insurance[];
  readonly bank: Bank;
  readonly protocolNo: string;
  readonly account: KnownAccount;
  readonly at: Instant;
}
export interface SignAgreement extends Terms {
  readonly type: 'SignAgreement';
}
export interface ChangeAgreement extends Terms {
  readonly type: 'ChangeAgreement';
}
export interface StopAgreement extends Pick<Terms, 'personId' | 'agreementId' | 'payerId' | 'at'> {
  readonly type: 'StopAgreement';
}
/** The bank has said whether the agreement is the same on its side; `refused` says why it is not. */
export interface NoteVerification extends Pick<Terms, 'personId' | 'agreementId' | 'protocolNo' | 'at'> {
  readonly type: 'NoteVerification';
  readonly refused?: { readonly because: AgreementRefusal; readonly said: string };
}

/** The bank would not debit under the agreement: on its side the agreement, or its account, is no more. */
export interface NoteRefusedDebit extends Pick<Terms, 'personId' | 'agreementId' | 'protocolNo' | 'at'> {
  readonly type: 'NoteRefusedDebit';
  readonly because: DebitFailure;
  readonly said: string;
}

/** Why an agreement is not signed, changed or stopped. */
export type AgreementReason =
  'debit-agreement-exists' | 'debit-agreement-not-found' | 'debit-agreement-stopped' | 'nothing-to-debit';

/** An agreement as it stands; nothing is debited under one that the bank has not confirmed. */
export interface Agreement extends Omit<Terms, 'personId' | 'at'> {
  readonly status: 'awaiting-bank' | 'verified' | 'refused' | 'stopped';
}
/** A person's agreements by their ids. */
export type Agreements = Readonly<Record<string, Agreement>>;

/** A person's agreements, and the registration that decides whether there is anything to debit. */
export interface AgreementState {
  readonly agreements: Agreements;
  readonly payability: Payability;
}

/** The stream of a person's agreements: it keeps them to one for each insurance. */
export const agreementStream = (personId: string): StreamName => `debit-agreement-${personId}`;

/** The agreements of one person. What a batch under way debits is not their business: it ends as it ends. */
export const debitAgreement: Decider<
  AgreementCommand,
  AgreementState,
  AgreementEvent | PayabilityEvent,
  AgreementReason
> = {
  initial: { agreements: {}, payability: newPayability },
  streams: ({ type, personId }) => [
    agreementStream(personId),
    ...(type === 'SignAgreement' || type === 'ChangeAgreement' ? [payabilityStream(personId)] : []),
  ],
  decide: (command, state) => {
    const { agreements } = state;
    switch (command.type) {
      case 'SignAgreement':
        return sign(command, state);
      case 'ChangeAgreement':
        return change(command, state);
      case 'StopAgreement':
        return stop(command, agreements);
      case 'NoteVerification':
        return noteVerification(command, agreements);
      case 'NoteRefusedDebit':
        return noteRefusedDebit(command, agreements);
    }
  },
  evolve: (state, event) =>
    payabilityEvents.has(event)
      ? { ...state, payability: evolvePayability(state.payability, event) }
      : { ...state, agreements: evolveAgreements(state.agreements, event) },
};

/** After an event. */
export const evolveAgreements = (agreements: Agreements, { type, data }: AgreementEvent): Agreements => {
  const before = agreements[data.agreementId];
  const after = (change: Partial<Agreement>): Agreements =>
    before === undefined ? agreements : { ...agreements, [data.agreementId]: { ...before, ...change } };
  switch (type) {
    case 'DebitAgreementSigned': {
      const { personId: _, signedAt: _at, ...signed } = data;
      return { ...agreements, [data.agreementId]: { ...signed, status: 'awaiting-bank' } };
    }
    case 'DebitAgreementChanged': {
      const { personId: _, changedAt: _at, ...changed } = data;
      return after({ ...changed, status: 'awaiting-bank' });
    }
    case 'DebitAgreementVerified':
      return after({ status: 'verified' });
    case 'DebitAgreementRefused':
      return after({ status: 'refused' });
    case 'DebitAgreementStopped':
      return after({ status: 'stopped' });
  }
};

type Decided = Outcome<AgreementEvent, AgreementReason>;

const sign = (command: SignAgreement, state: AgreementState): Decided => {
  if (state.agreements[command.agreementId] !== undefined) return accept();
  const refused = against(command, state);
  if (refused !== undefined) return refused;
  const { type: _, at: signedAt, ...data } = command;
  return accept<AgreementEvent>({ type: 'DebitAgreementSigned', data: { ...data, signedAt } });
};

const change = (command: ChangeAgreement, state: AgreementState): Decided => {
  const before = state.agreements[command.agreementId];
  if (before === undefined || before.payerId !== command.payerId) return reject('debit-agreement-not-found');
  if (before.status === 'stopped') return reject('debit-agreement-stopped');
  if (before.status !== 'refused' && isSame(command, before)) return accept();
  const refused = against(command, state);
  if (refused !== undefined) return refused;
  const { type: _, at: changedAt, payerId: _payer, ...data } = command;
  return accept<AgreementEvent>({ type: 'DebitAgreementChanged', data: { ...data, changedAt } });
};

const stop = ({ personId, agreementId, payerId, at }: StopAgreement, agreements: Agreements): Decided => {
  const before = agreements[agreementId];
  if (before === undefined || before.payerId !== payerId) return reject('debit-agreement-not-found');
  if (before.status === 'stopped') return accept();
  return accept<AgreementEvent>({
    type: 'DebitAgreementStopped',
    data: { personId, agreementId, stoppedAt: at },
  });
};

/** An answer about former terms says nothing about those of today. */
const noteVerification = (command: NoteVerification, agreements: Agreements): Decided => {
  const { personId, agreementId, protocolNo, refused, at } = command;
  const before = agreements[agreementId];
  if (before?.status !== 'awaiting-bank' || before.protocolNo !== protocolNo) return accept();
  const named = { personId, agreementId, protocolNo };
  return accept<AgreementEvent>(
    refused === undefined
      ? { type: 'DebitAgreementVerified', data: { ...named, verifiedAt: at } }
      : { type: 'DebitAgreementRefused', data: { ...named, ...refused, refusedAt: at } },
  );
};

/** What a refused debit says of its agreement; want of money or a frozen account say nothing of it. */
const endings: Readonly<Partial<Record<DebitFailure, AgreementRefusal>>> = {
  'no-agreement': 'agreement-differs',
  'account-closed': 'account-closed',
  'account-not-found': 'account-not-found',
  'holder-differs': 'holder-differs',
};

/** Ended at the bank: the payer is told, and no batch asks it again. Former terms may have ended. */
const noteRefusedDebit = (command: NoteRefusedDebit, agreements: Agreements): Decided => {
  const { personId, agreementId, protocolNo, said, at: refusedAt } = command;
  const before = agreements[agreementId];
  const because = endings[command.because];
  if (because === undefined || before?.status !== 'verified' || before.protocolNo !== protocolNo)
    return accept();
  const data = { personId, agreementId, protocolNo, because, said, refusedAt };
  return accept<AgreementEvent>({ type: 'DebitAgreementRefused', data });
};

/** Nobody signs for what another agreement debits, or for what no batch will. */
const against = (terms: Terms, { agreements, payability }: AgreementState): Decided | undefined => {
  const taken = inTheWay(terms, agreements);
  if (taken !== undefined) return reject('debit-agreement-exists', taken);
  const conditions = againstDebits(payability, terms.insurances, terms.at);
  return conditions.length === 0 ? undefined : reject('nothing-to-debit', { conditions });
};

/** Another agreement in force for one of the insurances. */
const inTheWay = (
  { agreementId, insurances }: Terms,
  agreements: Agreements,
): { readonly insurance: Insurance; readonly agreementId: string } | undefined => {
  for (const other of Object.values(agreements)) {
    if (other.agreementId === agreementId || other.status === 'stopped' || other.status === 'refused')
      continue;
    const insurance = insurances.find((each) => other.insurances.includes(each));
    if (insurance !== undefined) return { insurance, agreementId: other.agreementId };
  }
  return undefined;
};

const isSame = (command: ChangeAgreement, before: Agreement): boolean =>
  command.bank === before.bank &&
  command.account.digest === before.account.digest &&
  [...command.insurances].sort().join() === [...before.insurances].sort().join();
