import { Module } from '@nestjs/common';
import { AnswerIntake } from './messages/answer-intake';
import { LedgerSyncConsumer } from './messages/ledger-sync.consumer';
import { PostBundles } from './jobs/post-bundles.job';
import { PostingsController } from './http/postings.controller';
import { LifeController } from './http/life.controller';
import { WhyController } from './http/why.controller';

@Module({
  controllers: [PostingsController, WhyController, LifeController, LedgerSyncConsumer],
  providers: [PostBundles, AnswerIntake],
})
export class LedgerSyncModule {}
