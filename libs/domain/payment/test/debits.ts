import { day } from '@canbao/calendar';
import { on, type Placed } from '@canbao/event-sourcing';
import type { AnyDebitEvent, IncludeItem, LeaveOut, RequestDebit } from '../src/debit/item';
import type { AgreementEvent } from '../src/debit/agreement.events';
import type { PackEvent, ResultLine } from '../src/debit/pack.events';
import type { BookResult } from '../src/debit/result';
import { medicalQuote, noon, pensionQuote, personId, may, orderId } from './fixtures';

export const agreementId = '40000000-0000-4000-8000-000000000001';
export const runId = '50000000-0000-4000-8000-000000000001';
export const [today, limit] = [day('2022-05-18'), day('2022-05-25')];
/** The first item; its order has the same id. */
export const itemId = orderId(1);
export const account = { last4: '1234', digest: 'd1' } as const;

const named = { personId, agreementId } as const;
export const terms = {
  ...named,
  payerId: 'payer-1',
  insurances: ['pension', 'medical'],
  bank: 'ccb',
  protocolNo: '370100000000000001',
  account,
} as const;

const inAgreements = (event: AgreementEvent): Placed<AgreementEvent> =>
  on(`debit-agreement-${personId}`, event);
export const signed = inAgreements({ type: 'DebitAgreementSigned', data: { ...terms, signedAt: noon } });
export const verified = inAgreements({
  type: 'DebitAgreementVerified',
  data: { ...named, protocolNo: terms.protocolNo, verifiedAt: noon },
});
export const stopped = inAgreements({ type: 'DebitAgreementStopped', data: { ...named, stoppedAt: noon } });

/** The payer has another bank, which has confirmed. */
export const changedTerms = { ...terms, bank: 'icbc', protocolNo: '370100000000000002' } as const;
export const changed = inAgreements({
  type: 'DebitAgreementChanged',
  data: { ...changedTerms, changedAt: noon },
});
export const verifiedAgain = inAgreements({
  type: 'DebitAgreementVerified',
  data: { ...named, protocolNo: changedTerms.protocolNo, verifiedAt: noon },
});

/** May 2022 in the run. */
export const item = { itemId, runId, personId, insurance: 'pension', month: may } as const;
export const medicalItem = { ...item, insurance: 'medical' } as const;

const asked = { agreementId, payerId: 'payer-1', bank: 'ccb', until: limit } as const;
export const request: RequestDebit = { type: 'RequestDebit', ...item, ...asked, at: noon };
export const requested: AnyDebitEvent = {
  type: 'DebitRequested',
  data: { ...item, ...asked, requestedAt: noon },
};

const lastInstant = '2022-05-26T00:00:00.000+08:00' as typeof noon;
const figures = {
  district: '370102',
  lines: pensionQuote(may).lines,
  total: pensionQuote(may).total,
  quotedAt: noon,
  payBefore: lastInstant,
} as const;
const pooled = medicalQuote();
const pooledFigures = {
  ...figures,
  lines: pooled.lines,
  total: pooled.total,
  bundle: pooled.bundles[0] as (typeof pooled.bundles)[0],
} as const;

/** Assessment's figures for the item: 1,000 yuan of pension, or a pooled month of 205.30 yuan. */
export const include: IncludeItem = { type: 'IncludeItem', ...item, ...figures, at: noon };
export const includeMedical: IncludeItem = {
  type: 'IncludeItem',
  ...medicalItem,
  ...pooledFigures,
  at: noon,
};
export const leaveOut = (because: string): LeaveOut => ({ type: 'LeaveOut', ...item, because, at: noon });

export const ready: AnyDebitEvent = {
  type: 'DebitItemReady',
  data: { ...item, ...figures, protocolNo: terms.protocolNo, readyAt: noon },
};
export const readyMedical: AnyDebitEvent = {
  type: 'DebitItemReady',
  data: { ...medicalItem, ...pooledFigures, protocolNo: terms.protocolNo, readyAt: noon },
};
export const claimedBy = (insurance: 'pension' | 'medical'): AnyDebitEvent => ({
  type: 'MonthClaimed',
  data: {
    personId,
    insurance,
    month: may,
    orderId: itemId,
    until: lastInstant,
    by: 'debit-run',
    isTold: true,
  },
});
export const packed: AnyDebitEvent = {
  type: 'DebitItemPacked',
  data: { ...item, entrustDate: today, packNo: '00000001', traNo: '00000001' },
};

export const packName = { entrustDate: today, packNo: '00000001' } as const;
export const packMade: Extract<PackEvent, { type: 'DebitPackMade' }> = {
  type: 'DebitPackMade',
  data: {
    ...packName,
    runId,
    bank: 'ccb',
    items: [
      {
        itemId,
        traNo: '00000001',
        personId,
        insurance: 'pension',
        month: may,
        agreementId,
        protocolNo: terms.protocolNo,
        amount: figures.total,
      },
    ],
    total: figures.total,
    until: limit,
    madeAt: noon,
  },
};

const line = { traNo: '00000001', amount: figures.total } as const;
export const paidLine: ResultLine = { ...line, outcome: 'succeeded', said: '90000', paidAt: noon };
export const failedLine: ResultLine = {
  ...line,
  outcome: 'failed',
  because: 'insufficient-funds',
  said: '24003',
};
export const unknownLine: ResultLine = { ...line, outcome: 'unknown', said: '94999' };

/** What the bank says of the item. */
export const book = (result: ResultLine, change: Partial<BookResult> = {}): BookResult => ({
  type: 'BookResult',
  ...item,
  entrustDate: today,
  line: result,
  fingerprint: 'f1',
  at: noon,
  ...change,
});

/** The item goes into the first pack of the day. */
export const makePack = (
  insurance: 'pension' | 'medical',
  { itemId: id }: { readonly itemId: string } = item,
) => ({
  type: 'MakePack' as const,
  ...packName,
  runId,
  bank: 'ccb' as const,
  items: [{ itemId: id, personId, insurance, month: may }],
  until: limit,
  at: noon,
});
