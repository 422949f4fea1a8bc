import { z } from 'zod';
import { ledgerSyncApi } from '@canbao/contracts';
import { published } from '@canbao/domain-ledger-sync';
import { delegationsMigration, delegationsView, readSettings, startService } from '@canbao/service-kit';
import { Bureaus, HttpBureau } from './bureau';
import { LedgerSyncModule } from './ledger-sync.module';
import { postingsMigration, postingsView } from './postings.view';

const { HRSS_URL, MEDICAL_BUREAU_URL } = readSettings({ HRSS_URL: z.url(), MEDICAL_BUREAU_URL: z.url() });

void startService({
  name: 'ledger-sync',
  module: LedgerSyncModule,
  operations: Object.values(ledgerSyncApi),
  migrations: [postingsMigration, delegationsMigration],
  views: [postingsView, delegationsView],
  published,
  providers: () => [{ provide: Bureaus, useValue: { pension: new HttpBureau(HRSS_URL), medical: new HttpBureau(MEDICAL_BUREAU_URL) } }],
});
