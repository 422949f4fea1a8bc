import { answerBugs, type AnswerBugs } from './answer-bugs';
import { readerBugs, type ReaderBugs } from './readers/reader-bugs';
import type { TableBugs } from './tables';
import { trueUpBugs, type TrueUpBugs } from './true-ups/true-up-bugs';

/** Mistakes that the simulator can make on purpose; they live in its wiring, never in the product. */
export interface Bugs extends TableBugs, AnswerBugs, TrueUpBugs, ReaderBugs {
  readonly offsetBeforeHandling?: boolean;
  readonly skipsFailedEvents?: boolean;
  readonly sendsWithoutOrder?: boolean;
  readonly trustsEveryAcknowledgement?: boolean;
  readonly cursorBeforeSend?: boolean;
  readonly floatMoney?: boolean;
  readonly resendsUnderNewId?: boolean;
  readonly readsSilenceAsRefusal?: boolean;
  readonly postsParts?: boolean;
  readonly foldsInWrongOrder?: boolean;
  readonly refusesLateMoney?: boolean;
  readonly newOrderForEveryRetry?: boolean;
  readonly keepsReversalsToItself?: boolean;
  readonly forgetsRelease?: boolean;
  readonly endsHeldClaims?: boolean;
  readonly deafToDelegations?: boolean;
  readonly believesEveryClock?: boolean;
  readonly countsNumbersForEver?: boolean;
  readonly losesPartialSuspense?: boolean;
  readonly leavesOutLateFee?: boolean;
  readonly ignoresSchemeChange?: boolean;
  readonly changesAtOnce?: boolean;
  readonly deafToDeaths?: boolean;
  readonly deafToCovers?: boolean;
  readonly deafToWithdrawals?: boolean;
  readonly firstDeathOnly?: boolean;
  readonly opensNoRefundCase?: boolean;
  readonly quotesCoveredMonths?: boolean;
  readonly keepsWithdrawnBills?: boolean;
  readonly forgetsReplacements?: boolean;
  readonly forgetsConflicts?: boolean;
  readonly booksConflicts?: boolean;
  readonly forgetsEarlyReversals?: boolean;
  readonly dropsUnknownMoney?: boolean;
  readonly allOrNothing?: boolean;
  readonly leavesOutMutualAid?: boolean;
  readonly takesPartsForWhole?: boolean;
  readonly keepsEveryDay?: boolean;
  readonly blindPastMidnight?: boolean;
  readonly leavesOrdersOpen?: boolean;
  readonly forgetsSecondPosting?: boolean;
  readonly forgesRecords?: boolean;
  readonly closesWithoutProof?: boolean;
  readonly refundsUnderNewNumber?: boolean;
  readonly refundsBeforeBureau?: boolean;
  readonly retriesBlindly?: boolean;
  readonly readsUnknownAsFailed?: boolean;
  readonly trustsNotices?: boolean;
  readonly forgetsLatePayments?: boolean;
  readonly leavesSuspenseTwice?: boolean;
  readonly debitsUnknownAgain?: boolean;
  readonly batchLocksNothing?: boolean;
  readonly readsSilentBankAsRefusal?: boolean;
  readonly dropsLateMessages?: boolean;
}

export const plantedBugs: Readonly<Record<string, { readonly what: string; readonly bugs: Bugs }>> = {
  'naive-cursor': {
    what: 'positions are drawn before the commit, so the relay skips events that are not visible yet',
    bugs: { positionsBeforeCommit: true },
  },
  'no-expected-version': {
    what: 'appends do not check the version on which the decision was made',
    bugs: { ignoresExpectedVersion: true },
  },
  'no-inbox': { what: 'a repeated event is handled again', bugs: { noInbox: true } },
  'inbox-before-effect': {
    what: 'the inbox row commits before the effect',
    bugs: { inboxBeforeEffect: true },
  },
  'offset-before-commit': {
    what: 'the offset is committed before the event is handled',
    bugs: { offsetBeforeHandling: true },
  },
  'skips-failed-events': {
    what: 'an event whose handling fails is skipped',
    bugs: { skipsFailedEvents: true },
  },
  'concurrent-sends': {
    what: 'records of one person are sent concurrently',
    bugs: { sendsWithoutOrder: true },
  },
  'unchecked-acknowledgement': {
    what: 'a failed send counts as sent',
    bugs: { trustsEveryAcknowledgement: true },
  },
  'cursor-before-send': {
    what: 'the relay moves its cursor before the broker has acknowledged',
    bugs: { cursorBeforeSend: true },
  },
  'float-money': { what: 'totals are added in floating point and truncated', bugs: { floatMoney: true } },
  'resend-under-new-id': {
    what: 'an unknown posting is sent again under a new request id',
    bugs: { resendsUnderNewId: true },
  },
  'silence-as-refusal': {
    what: 'a bureau that does not answer counts as having refused',
    bugs: { readsSilenceAsRefusal: true },
  },
  'posts-parts': {
    what: 'some items of a bundle are posted as if it were complete',
    bugs: { postsParts: true },
  },
  'wrong-fold-order': {
    what: 'the events of a stream are folded backwards',
    bugs: { foldsInWrongOrder: true },
  },
  'refuses-late-money': {
    what: 'money for a month that is already paid is refused instead of kept in suspense',
    bugs: { refusesLateMoney: true },
  },
  'new-order-for-every-retry': {
    what: 'a repeated report of a collection opens a second order',
    bugs: { newOrderForEveryRetry: true },
  },
  'forgets-answers': {
    what: 'answers are not stored under their idempotency key',
    bugs: { forgetsAnswers: true },
  },
  'silent-reversal': { what: 'a reversal is not published', bugs: { keepsReversalsToItself: true } },
  'counter-ends-claims': {
    what: 'money at a counter frees a month that a channel or a batch may be paid for yet',
    bugs: { endsHeldClaims: true },
  },
  'forgets-release': {
    what: 'closing an order does not release its months',
    bugs: { forgetsRelease: true },
  },
  'drops-late-messages': {
    what: 'a message of a bureau that is dated before another one is dropped',
    bugs: { dropsLateMessages: true },
  },
  'deaf-to-delegations': {
    what: 'services do not hear who may act for whom',
    bugs: { deafToDelegations: true },
  },
  'believes-every-clock': {
    what: 'money with an implausible time of payment, or from a bank outside the district, settles',
    bugs: { believesEveryClock: true },
  },
  'numbers-for-ever': {
    what: 'a transaction number of another day is taken for the same report',
    bugs: { countsNumbersForEver: true },
  },
  'loses-partial-suspense': {
    what: 'of several months, the money of those that cannot settle is forgotten',
    bugs: { losesPartialSuspense: true },
  },
  'leaves-out-late-fee': {
    what: 'a billed month is settled without its late fee',
    bugs: { leavesOutLateFee: true },
  },
  'ignores-scheme-change': {
    what: 'received items of a former scheme or bill count towards the month',
    bugs: { ignoresSchemeChange: true },
  },
  'future-change-now': {
    what: 'a change dated in the future ends the enrolment of today',
    bugs: { changesAtOnce: true },
  },
  'deaf-to-deaths': { what: 'assessment does not hear of deaths', bugs: { deafToDeaths: true } },
  'deaf-to-covers': {
    what: 'assessment does not hear of cover through employers',
    bugs: { deafToCovers: true },
  },
  'deaf-to-withdrawals': {
    what: 'assessment does not hear that a death or a cover was told by mistake',
    bugs: { deafToWithdrawals: true },
  },
  'first-death-only': { what: 'the day of a death is never put right', bugs: { firstDeathOnly: true } },
  'opens-no-refund-case': {
    what: 'a paid month beyond a death or under cover opens no refund case',
    bugs: { opensNoRefundCase: true },
  },
  'quotes-covered-months': {
    what: 'a month is quoted that the payables say an employer covers',
    bugs: { quotesCoveredMonths: true },
  },
  'keeps-withdrawn-bills': { what: 'a withdrawn bill stays payable', bugs: { keepsWithdrawnBills: true } },
  'forgets-replacements': {
    what: 'a bill that is sent anew stays as it was',
    bugs: { forgetsReplacements: true },
  },
  'forgets-conflicts': {
    what: 'a conflicting report is not in the register',
    bugs: { forgetsConflicts: true },
  },
  'books-conflicts': { what: 'a conflicting report is booked as well', bugs: { booksConflicts: true } },
  'forgets-early-reversals': {
    what: 'a reversal that overtakes its collection is forgotten',
    bugs: { forgetsEarlyReversals: true },
  },
  'drops-unknown-money': {
    what: 'money for an unknown quote is in no books',
    bugs: { dropsUnknownMoney: true },
  },
  'all-or-nothing': {
    what: 'one month that is paid already puts the money of all months into suspense',
    bugs: { allOrNothing: true },
  },
  'leaves-out-mutual-aid': {
    what: 'a month settles without an item of its quote',
    bugs: { leavesOutMutualAid: true },
  },
  'parts-are-whole': {
    what: 'whatever items are reported make their month whole',
    bugs: { takesPartsForWhole: true },
  },
  'keeps-every-day': {
    what: 'money is accounted to its day of payment, even if that day is closed or to come',
    bugs: { keepsEveryDay: true },
  },
  'blind-past-midnight': {
    what: 'a reversal does not find its collection of the other side of midnight',
    bugs: { blindPastMidnight: true },
  },
  'forgets-second-posting': {
    what: 'a refused month that is posted again never gets to its bureau',
    bugs: { forgetsSecondPosting: true },
  },
  'altered-metadata': {
    what: 'somebody with every right changes who caused an event',
    bugs: { altersMetadata: true },
  },
  'dropped-event': {
    what: 'somebody with every right deletes the last event of a stream that is not published',
    bugs: { dropsEvents: true },
  },
  'reordered-seal': {
    what: 'two seals change places, and their chain is computed anew',
    bugs: { reordersSeals: true },
  },
  'forged-record': {
    what: 'somebody who has the secret of a service adds a record that no service stored',
    bugs: { forgesRecords: true },
  },
  'break-closed-without-proof': {
    what: 'a difference of the day end is closed although nothing proves it',
    bugs: { closesWithoutProof: true },
  },
  'refund-under-new-number': {
    what: 'a refund whose outcome is unknown is sent again under another number',
    bugs: { refundsUnderNewNumber: true },
  },
  'refund-before-bureau': {
    what: 'money leaves before the bureau has taken the month out of its books',
    bugs: { refundsBeforeBureau: true },
  },
  'blind-retry': {
    what: 'an order whose placing got no answer is placed again under another number',
    bugs: { retriesBlindly: true },
  },
  'unknown-is-failed': {
    what: 'an order ends, and its months are free, although its channel has not answered',
    bugs: { readsUnknownAsFailed: true },
  },
  'notice-trusted': {
    what: 'a message of a wallet is booked as it says, and the wallet is not asked',
    bugs: { trustsNotices: true },
  },
  'closed-order-forgets-late-payment': {
    what: 'money that a wallet takes for a closed order is in no books',
    bugs: { forgetsLatePayments: true },
  },
  'suspense-leaves-twice': {
    what: 'a line that has left suspense leaves it again',
    bugs: { leavesSuspenseTwice: true },
  },
  'debits-unknown-again': {
    what: 'an item that the bank does not know yet is debited again under another number',
    bugs: { debitsUnknownAgain: true },
  },
  'batch-locks-nothing': {
    what: 'a batch debits a month that others may order meanwhile',
    bugs: { batchLocksNothing: true },
  },
  'silent-bank-has-refused': {
    what: 'a bank that does not answer counts as having refused the batch',
    bugs: { readsSilentBankAsRefusal: true },
  },
  ...answerBugs,
  ...trueUpBugs,
  ...readerBugs,
  'leaves-orders-open': {
    what: 'an online order stays open when a counter is paid for its month',
    bugs: { leavesOrdersOpen: true },
  },
};
