import { ledgerSyncApi } from '@canbao/contracts';
import { published } from '@canbao/domain-ledger-sync';
import { delegationsMigration, delegationsView, type Service } from '@canbao/service-kit';
import { Bureaus, HttpBureau } from './bureau';
import { LedgerSyncModule } from './ledger-sync.module';
import { postingsMigration, postingsView } from './postings.view';

export const ledgerSync = (urls: { readonly hrss: string; readonly medical: string }): Service => ({
  name: 'ledger-sync',
  module: LedgerSyncModule,
  operations: Object.values(ledgerSyncApi),
  migrations: [postingsMigration, delegationsMigration],
  views: [postingsView, delegationsView],
  published,
  providers: () => [{ provide: Bureaus, useValue: { pension: new HttpBureau(urls.hrss), medical: new HttpBureau(urls.medical) } }],
});
