import { ledgerSyncApi } from '@canbao/contracts';
import { published } from '@canbao/domain-ledger-sync';
import { digestMigrations } from '@canbao/postgres';
import { delegationsMigration, delegationsView, type Kept, type Service } from '@canbao/service-kit';
import { Bureaus, HttpBureau } from '@canbao/bureaus';
import { LedgerSyncModule } from './ledger-sync.module';
import { postingsMigrations, postingsView } from './views/postings.view';

const views = [postingsView, delegationsView];
export const kept: Kept = {
  name: 'ledger-sync',
  views,
  migrations: [...postingsMigrations, delegationsMigration, ...digestMigrations(views)],
};

export const ledgerSync = (urls: { readonly hrss: string; readonly medical: string }): Service => ({
  ...kept,
  module: LedgerSyncModule,
  operations: Object.values(ledgerSyncApi),
  published,
  providers: () => [
    {
      provide: Bureaus,
      useValue: { pension: new HttpBureau(urls.hrss), medical: new HttpBureau(urls.medical) },
    },
  ],
});
