import { z } from 'zod';
import { assessmentApi } from '@canbao/contracts';
import { published } from '@canbao/domain-assessment';
import { pack, packNames } from '@canbao/rules';
import { delegationsMigration, delegationsView, readSettings, startService } from '@canbao/service-kit';
import { RulePack } from './access';
import { AssessmentModule } from './assessment.module';
import { QuoteSigner } from './quote-token';
import { quotesMigrations, quotesView } from './quotes.view';

const { QUOTE_PRIVATE_JWK, RULE_PACK } = readSettings({ QUOTE_PRIVATE_JWK: z.string().startsWith('{'), RULE_PACK: z.enum(packNames).default('jinan') });

void startService({
  name: 'assessment',
  module: AssessmentModule,
  operations: Object.values(assessmentApi),
  migrations: [...quotesMigrations, delegationsMigration],
  views: [quotesView, delegationsView],
  published,
  providers: () => [{ provide: RulePack, useValue: { pack: pack(RULE_PACK) } }, { provide: QuoteSigner, useValue: new QuoteSigner(QUOTE_PRIVATE_JWK) }],
});
