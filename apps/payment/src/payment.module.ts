import { Module } from '@nestjs/common';
import { CollectionFilesController } from './http/collection-files.controller';
import { CounterNotesController } from './http/counter-notes.controller';
import { CollectionsController } from './http/collections.controller';
import { ConflictingReportsController } from './http/conflicting-reports.controller';
import { CasesController } from './http/cases.controller';
import { DayEndController } from './http/day-end.controller';
import { TreasuryJob } from './jobs/treasury.job';
import { DayEnd } from './jobs/day-end.job';
import { Bills } from './bills/bills';
import { BillsController } from './bills/bills.controller';
import { PaymentNumbersController } from './bills/payment-numbers.controller';
import { OrderFacts } from './http/order-facts';
import { DebitRuns } from './jobs/debit-runs.job';
import { ErasuresJob } from './jobs/erasures.job';
import { Erasures } from './privacy/erasures';
import { PersonalDataController } from './privacy/personal-data.controller';
import { ErasuresController } from './privacy/erasures.controller';
import { DebitCredits } from './debit/debit-credits';
import { ExpireOrders } from './jobs/expire-orders.job';
import { DebitAgreementsController } from './http/debit-agreements.controller';
import { DebitRunsController } from './http/debit-runs.controller';
import { LedgerController } from './http/ledger.controller';
import { NotificationsController } from './http/notifications.controller';
import { OrdersController } from './http/orders.controller';
import { ReadingsController } from './http/readings.controller';
import { RefundRedirectionController } from './http/refund-redirection.controller';
import { RefundsController } from './http/refunds.controller';
import { OversightController } from './http/oversight.controller';
import { ShiftsController } from './http/shifts.controller';
import { SendRefunds } from './jobs/send-refunds.job';
import { PapersController } from './http/papers.controller';
import { AskChannels } from './jobs/ask-channels.job';
import { LeaveSuspense } from './jobs/leave-suspense.job';
import { TrueUpsController } from './http/true-ups.controller';
import { TrueUps } from './jobs/true-ups.job';
import { SuspenseController } from './http/suspense.controller';
import { WhyController } from './http/why.controller';
import { ChannelOrders } from './channels/channel-orders';
import { KeptNotices } from './channels/kept-notices';
import { Notices } from './channels/notices';
import { PaymentConsumer } from './messages/payment.consumer';
import { PaperCheckpoint } from './papers/paper-check';
import { PaperFacts } from './papers/paper-facts';
import { PaperIssue } from './papers/paper-issue';

@Module({
  controllers: [
    OrdersController,
    PapersController,
    CollectionsController,
    CollectionFilesController,
    CounterNotesController,
    ConflictingReportsController,
    LedgerController,
    OversightController,
    DayEndController,
    CasesController,
    RefundRedirectionController,
    RefundsController,
    ShiftsController,
    DebitAgreementsController,
    DebitRunsController,
    NotificationsController,
    SuspenseController,
    WhyController,
    TrueUpsController,
    PaymentConsumer,
    PaymentNumbersController,
    BillsController,
    ReadingsController,
    ErasuresController,
    PersonalDataController,
  ],
  providers: [
    OrderFacts,
    Bills,
    DebitRuns,
    DebitCredits,
    ChannelOrders,
    KeptNotices,
    Notices,
    AskChannels,
    LeaveSuspense,
    ExpireOrders,
    SendRefunds,
    DayEnd,
    TreasuryJob,
    TrueUps,
    Erasures,
    ErasuresJob,
    PaperFacts,
    PaperIssue,
    PaperCheckpoint,
  ],
})
export class PaymentModule {}
