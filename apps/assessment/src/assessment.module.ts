import { Module } from '@nestjs/common';
import { Accounts } from './http/accounts';
import { AssessmentConsumer } from './messages/assessment.consumer';
import { PayablesController } from './http/payables.controller';
import { QuotesController } from './http/quotes.controller';

@Module({ controllers: [QuotesController, PayablesController, AssessmentConsumer], providers: [Accounts] })
export class AssessmentModule {}
