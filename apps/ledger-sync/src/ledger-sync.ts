import { join } from 'node:path';
import { ledgerSyncApi } from '@canbao/contracts';
import { ledgerSyncEvents, published } from '@canbao/domain-ledger-sync';
import { Delegations1795467986000, delegationsView, type Storage, type Service } from '@canbao/service-kit';
import { Bureaus, BureauWays, HttpBureau, type BureauTls } from '@canbao/bureaus';
import { LedgerSyncModule } from './ledger-sync.module';
import { BureauDays1796310000000 } from './migrations/1796310000000-bureau-days';
import { PostingWork1795524231000 } from './migrations/1795524231000-posting-work';

export const storage: Storage = {
  name: 'ledger-sync',
  views: [delegationsView],
  eventTypes: ledgerSyncEvents,
  migrations: [PostingWork1795524231000, Delegations1795467986000, BureauDays1796310000000],
};

export const ledgerSync = (
  urls: { readonly hrss: string; readonly medical: string },
  tls: BureauTls = {},
  ways: BureauWays = { pension: 'http', medical: 'http' },
): Service => ({
  ...storage,
  module: LedgerSyncModule,
  operations: Object.values(ledgerSyncApi),
  published,
  relayThread: join(__dirname, 'relay.js'),
  providers: () => [
    {
      provide: Bureaus,
      useValue: {
        pension: new HttpBureau(urls.hrss, undefined, tls),
        medical: new HttpBureau(urls.medical, undefined, tls),
      },
    },
    { provide: BureauWays, useValue: ways },
  ],
});
