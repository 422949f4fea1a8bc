import { Module } from '@nestjs/common';
import { LedgerSyncConsumer } from './ledger-sync.consumer';
import { PostBundles } from './post-bundles.job';
import { PostingsController } from './postings.controller';

@Module({ controllers: [PostingsController, LedgerSyncConsumer], providers: [PostBundles] })
export class LedgerSyncModule {}
