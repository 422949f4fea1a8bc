import { Module } from '@nestjs/common';
import { Accounts } from './access';
import { AssessmentConsumer } from './assessment.consumer';
import { PayablesController } from './payables.controller';
import { QuotesController } from './quotes.controller';

@Module({ controllers: [QuotesController, PayablesController, AssessmentConsumer], providers: [Accounts] })
export class AssessmentModule {}
