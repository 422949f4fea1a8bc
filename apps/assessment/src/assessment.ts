import { assessmentApi } from '@canbao/contracts';
import { published } from '@canbao/domain-assessment';
import { digestMigrations } from '@canbao/postgres';
import { pack, type packNames } from '@canbao/rules';
import { delegationsMigration, delegationsView, type Kept, type Service } from '@canbao/service-kit';
import { RulePack } from './http/access';
import { AssessmentModule } from './assessment.module';
import { QuoteSigner } from './http/quote-token';
import { quotesMigrations, quotesView } from './views/quotes.view';

const views = [quotesView, delegationsView];
export const kept: Kept = {
  name: 'assessment',
  views,
  migrations: [...quotesMigrations, delegationsMigration, ...digestMigrations(views)],
};

export const assessment = (quotePrivateJwk: string, rulePack: (typeof packNames)[number]): Service => ({
  ...kept,
  module: AssessmentModule,
  operations: Object.values(assessmentApi),
  published,
  providers: () => [
    { provide: RulePack, useValue: { pack: pack(rulePack) } },
    { provide: QuoteSigner, useValue: new QuoteSigner(quotePrivateJwk) },
  ],
});
