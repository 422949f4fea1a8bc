import { assessmentApi } from '@canbao/contracts';
import { published } from '@canbao/domain-assessment';
import { pack, type packNames } from '@canbao/rules';
import { delegationsMigration, delegationsView, type Service } from '@canbao/service-kit';
import { RulePack } from './access';
import { AssessmentModule } from './assessment.module';
import { QuoteSigner } from './quote-token';
import { quotesMigrations, quotesView } from './quotes.view';

export const assessment = (quotePrivateJwk: string, rulePack: (typeof packNames)[number]): Service => ({
  name: 'assessment',
  module: AssessmentModule,
  operations: Object.values(assessmentApi),
  migrations: [...quotesMigrations, delegationsMigration],
  views: [quotesView, delegationsView],
  published,
  providers: () => [{ provide: RulePack, useValue: { pack: pack(rulePack) } }, { provide: QuoteSigner, useValue: new QuoteSigner(quotePrivateJwk) }],
});
