import { join } from 'node:path';
import { Clock } from '@canbao/calendar';
import { Treasury, type TreasurySettings } from '@canbao/channels';
import { debitsApi, paymentApi, refundsApi, shiftsApi, suspenseApi, trueUpsApi } from '@canbao/contracts';
import { paymentEvents, published } from '@canbao/domain-payment';
import {
  type BankKeys,
  bankKeysOf,
  Delegations1795467986000,
  delegationsView,
  ownPaperKeys,
  PaperCodes,
  PersonalDataReads,
  type PaperKeys,
  QuoteTokens,
  ServiceLog,
  type QuoteKeys,
  type Service,
  type Storage,
} from '@canbao/service-kit';
import type { Log } from '@canbao/runtime';
import { Orders1795468496000 } from './migrations/1795468496000-orders';
import { Journal1795536045000 } from './migrations/1795536045000-journal';
import { ConflictingReports1795626000000 } from './migrations/1795626000000-conflicting-reports';
import { Bills1795815000000 } from './migrations/1795815000000-bills';
import { Refunds1795800039000 } from './migrations/1795800039000-refunds';
import { DayEnd1796000600000 } from './migrations/1796000600000-day-end';
import { BureauLeg1796100000000 } from './migrations/1796100000000-bureau-leg';
import { AgreementsByPerson1796200800000 } from './migrations/1796200800000-agreements-by-person';
import { DebitWork1796200700000 } from './migrations/1796200700000-debit-work';
import { ClosedDays1796201000000 } from './migrations/1796201000000-closed-days';
import { CaseIndexes1796202000000 } from './migrations/1796202000000-case-indexes';
import { ReturnsByItem1796203200000 } from './migrations/1796203200000-returns-by-item';
import { PaidFrom1796203300000 } from './migrations/1796203300000-paid-from';
import { TreasuryAsks1796263000000 } from './migrations/1796263000000-treasury-asks';
import { PersonKeys1796266000000 } from './migrations/1796266000000-person-keys';
import { BureauLegOfAdditions1796276000000 } from './migrations/1796276000000-bureau-leg-of-additions';
import { DayTotals1796275000000 } from './migrations/1796275000000-day-totals';
import { Erasures1796302000000 } from './migrations/1796302000000-erasures';
import { NoticesByAge1796304000000 } from './migrations/1796304000000-notices-by-age';
import { BureauDays1796311000000 } from './migrations/1796311000000-bureau-days';
import { PostingsCountedOnce1796305000000 } from './migrations/1796305000000-postings-counted-once';
import { SearchedNumbers1796330000000 } from './migrations/1796330000000-searched-numbers';
import { CounterNotes1796340000000 } from './migrations/1796340000000-counter-notes';
import { BureauLegOfReversals1796312000000 } from './migrations/1796312000000-bureau-leg-of-reversals';
import { DebitedAgreements1796100052000 } from './migrations/1796100052000-debited-agreements';
import { casesView } from './views/cases.view';
import { billsView } from './bills/bills.view';
import { Debits1795800044000 } from './migrations/1795800044000-debits';
import { ChannelOrders1795810000000 } from './migrations/1795810000000-channel-orders';
import { channelOrdersView } from './views/channel-orders.view';
import { suspenseView } from './views/suspense.view';
import { NoticeSeal } from './channels/notice-seal';
import { conflictingReportsView } from './views/conflicting-reports.view';
import { debitItemsView } from './views/debit-items.view';
import { debitsView } from './views/debits.view';
import { journalView } from './views/journal.view';
import { erasuresView } from './views/erasures.view';
import { ordersView } from './views/orders.view';
import { refundsView } from './views/refunds.view';
import { TREASURY } from './jobs/treasury.job';
import { Shifts1795800042000 } from './migrations/1795800042000-shifts';
import { shiftsView } from './views/shifts.view';
import { pack, type Pack } from '@canbao/rules';
import { TrueUps1796261000000 } from './migrations/1796261000000-true-ups';
import { Rules } from './true-up/rules';
import { trueUpRunsView } from './views/true-up-runs.view';
import { PaymentModule } from './payment.module';
import { DebitAccounts } from './debit/accounts';
import { DebitConnection } from './debit/connection';
import { PersonKeys, type WrappingKeys } from './privacy/person-keys';
import { Channels } from './channels/channels';

export { connectDebits } from './debit/connect';

export const storage: Storage = {
  name: 'payment',
  views: [
    ordersView,
    journalView,
    conflictingReportsView,
    channelOrdersView,
    suspenseView,
    refundsView,
    casesView,
    billsView,
    shiftsView,
    debitsView,
    debitItemsView,
    trueUpRunsView,
    erasuresView,
    delegationsView,
  ],
  eventTypes: paymentEvents,
  migrations: [
    Orders1795468496000,
    Journal1795536045000,
    ConflictingReports1795626000000,
    Refunds1795800039000,
    Bills1795815000000,
    Shifts1795800042000,
    Debits1795800044000,
    ChannelOrders1795810000000,
    Delegations1795467986000,
    DayEnd1796000600000,
    BureauLeg1796100000000,
    DebitWork1796200700000,
    AgreementsByPerson1796200800000,
    ClosedDays1796201000000,
    CaseIndexes1796202000000,
    ReturnsByItem1796203200000,
    PaidFrom1796203300000,
    DebitedAgreements1796100052000,
    TrueUps1796261000000,
    TreasuryAsks1796263000000,
    PersonKeys1796266000000,
    DayTotals1796275000000,
    BureauLegOfAdditions1796276000000,
    Erasures1796302000000,
    NoticesByAge1796304000000,
    PostingsCountedOnce1796305000000,
    BureauDays1796311000000,
    BureauLegOfReversals1796312000000,
    SearchedNumbers1796330000000,
    CounterNotes1796340000000,
  ],
};

/** `connect`: the online channels; none when left out. */
export const payment = (
  quoteKeys: QuoteKeys,
  connect: (clock: Clock, log: Log) => Channels = () => new Channels(),
  bankKeys?: BankKeys,
  paperKeys: PaperKeys = ownPaperKeys(),
  treasury?: TreasurySettings,
  connectDebits: (clock: Clock, log: Log) => DebitConnection = () => new DebitConnection(),
  noticeKey?: string,
  rules: Pack = pack('jinan'),
): Service => ({
  ...storage,
  module: PaymentModule,
  operations: [paymentApi, refundsApi, shiftsApi, debitsApi, suspenseApi, trueUpsApi].flatMap((api) =>
    Object.values(api),
  ),
  published,
  relayThread: join(__dirname, 'relay.js'),
  providers: (database) => [
    { provide: QuoteTokens, useValue: new QuoteTokens(quoteKeys) },
    ...bankKeysOf(bankKeys),
    {
      provide: TREASURY,
      useFactory: (log: Log) => connectTreasury(treasury, log),
      inject: [ServiceLog],
    },
    { provide: NoticeSeal, useValue: new NoticeSeal(noticeKey) },
    { provide: Rules, useValue: new Rules(rules) },
    { provide: Channels, useFactory: connect, inject: [Clock, ServiceLog] },
    { provide: PaperCodes, useValue: new PaperCodes(paperKeys) },
    { provide: DebitConnection, useFactory: connectDebits, inject: [Clock, ServiceLog] },
    {
      provide: PersonKeys,
      useFactory: (debits: DebitConnection) => new PersonKeys(database, wrappingKeys(debits, noticeKey)),
      inject: [DebitConnection],
    },
    {
      provide: DebitAccounts,
      useFactory: (debits: DebitConnection, keys: PersonKeys, reads: PersonalDataReads) =>
        new DebitAccounts(database, debits, keys, reads),
      inject: [DebitConnection, PersonKeys, PersonalDataReads],
    },
  ],
});

/** The keys of accounts wrap those of persons, and without a bank that of messages does. */
const wrappingKeys = ({ accountKeys }: DebitConnection, noticeKey?: string): WrappingKeys | undefined => {
  const secrets = new Map([
    ...(noticeKey === undefined ? [] : [['notice', Buffer.from(noticeKey, 'base64')] as const]),
    ...Object.entries(accountKeys?.secrets ?? {}).map(
      ([id, secret]) => [id, Buffer.from(secret, 'base64url')] as const,
    ),
  ]);
  const current = accountKeys?.current ?? [...secrets.keys()][0];
  return current === undefined ? undefined : { current, secrets };
};

/** Null, and said, where the treasury is not connected. */
const connectTreasury = (settings: TreasurySettings | undefined, log: Log): Treasury | null => {
  log.info({ connected: settings !== undefined }, 'treasury');
  if (settings === undefined) return null;
  return new Treasury(settings, (trouble) => log.warn({ ...trouble }, 'the treasury gave no good answer'));
};
