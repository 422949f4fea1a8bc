import { join } from 'node:path';
import { assessmentApi } from '@canbao/contracts';
import { assessmentEvents, published } from '@canbao/domain-assessment';
import { EventStore } from '@canbao/event-sourcing';
import { pack, type PackConfig, type packNames } from '@canbao/rules';
import {
  type BankKeys,
  bankKeysOf,
  Delegations1795467986000,
  delegationsView,
  type Storage,
  type Service,
  ownPaperKeys,
  PaperCodes,
  type PaperKeys,
  QuoteTokens,
  type QuoteKeys,
} from '@canbao/service-kit';
import { AssessmentModule } from './assessment.module';
import { PensionBases1795467985000 } from './migrations/1795467985000-pension-bases';
import { RefundCases1795640000000 } from './migrations/1795640000000-refund-cases';
import { Bills1795641000000 } from './migrations/1795641000000-bills';
import { BillIntake1796203000000 } from './migrations/1796203000000-bill-intake';
import { RulePack } from './rule-pack';
import { billExpiriesView } from './views/bill-expiries.view';
import { billIntakeView } from './views/bill-intake.view';
import { billsView } from './views/bills.view';
import { pensionBasesView } from './views/pension-bases.view';
import { refundCasesView } from './views/refund-cases.view';

export const storage: Storage = {
  name: 'assessment',
  views: [pensionBasesView, delegationsView, refundCasesView, billsView, billExpiriesView, billIntakeView],
  eventTypes: assessmentEvents,
  migrations: [
    PensionBases1795467985000,
    Delegations1795467986000,
    RefundCases1795640000000,
    Bills1795641000000,
    BillIntake1796203000000,
  ],
};

export const assessment = (
  quoteKeys: QuoteKeys,
  rulePack: (typeof packNames)[number],
  bankKeys?: BankKeys,
  config: PackConfig = {},
  paperKeys: PaperKeys = ownPaperKeys(),
): Service => ({
  ...storage,
  module: AssessmentModule,
  operations: Object.values(assessmentApi),
  published,
  relayThread: join(__dirname, 'relay.js'),
  providers: () => [
    {
      provide: RulePack,
      useFactory: (store: EventStore) => new RulePack(pack(rulePack, config), store),
      inject: [EventStore],
    },
    { provide: PaperCodes, useValue: new PaperCodes(paperKeys) },
    { provide: QuoteTokens, useValue: new QuoteTokens(quoteKeys) },
    ...bankKeysOf(bankKeys),
  ],
});
