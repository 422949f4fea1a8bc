import { Module } from '@nestjs/common';
import { AnswerIntake } from './messages/answer-intake';
import { LedgerSyncConsumer } from './messages/ledger-sync.consumer';
import { BureauDays } from './days/bureau-days';
import { BureauDaysController } from './http/bureau-days.controller';
import { AgreeTotals } from './jobs/agree-totals.job';
import { PostBundles } from './jobs/post-bundles.job';
import { PostingsController } from './http/postings.controller';
import { LifeController } from './http/life.controller';
import { WhyController } from './http/why.controller';

@Module({
  controllers: [PostingsController, BureauDaysController, WhyController, LifeController, LedgerSyncConsumer],
  providers: [PostBundles, AnswerIntake, BureauDays, AgreeTotals],
})
export class LedgerSyncModule {}
