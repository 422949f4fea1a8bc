import { Module } from '@nestjs/common';
import { Accounts } from './http/accounts';
import { ExpireBills } from './jobs/expire-bills.job';
import { AssessmentConsumer } from './messages/assessment.consumer';
import { BillIntake } from './messages/bill-intake';
import { BillFilesController } from './http/bill-files.controller';
import { CoverageController } from './http/coverage.controller';
import { BillsController } from './http/bills.controller';
import { PayablesController } from './http/payables.controller';
import { RecordsController } from './http/records.controller';
import { Records } from './records/records';
import { QuotesController } from './http/quotes.controller';
import { RuleOverridesController } from './http/rule-overrides.controller';
import { LifeController } from './http/life.controller';
import { WhyController } from './http/why.controller';

@Module({
  controllers: [
    QuotesController,
    PayablesController,
    BillsController,
    BillFilesController,
    CoverageController,
    RecordsController,
    RuleOverridesController,
    LifeController,
    WhyController,
    AssessmentConsumer,
  ],
  providers: [Accounts, BillIntake, ExpireBills, Records],
})
export class AssessmentModule {}
