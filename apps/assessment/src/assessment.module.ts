import { Module } from '@nestjs/common';
import { Accounts } from './http/accounts';
import { AssessmentConsumer } from './messages/assessment.consumer';
import { CoverageController } from './http/coverage.controller';
import { BillsController } from './http/bills.controller';
import { PayablesController } from './http/payables.controller';
import { QuotesController } from './http/quotes.controller';
import { RuleOverridesController } from './http/rule-overrides.controller';

@Module({
  controllers: [
    QuotesController,
    PayablesController,
    BillsController,
    CoverageController,
    RuleOverridesController,
    AssessmentConsumer,
  ],
  providers: [Accounts],
})
export class AssessmentModule {}
