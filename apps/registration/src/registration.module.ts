import { Module } from '@nestjs/common';
import { CorrectionsController } from './http/corrections.controller';
import { PayersController } from './http/payers.controller';
import { PersonChanges } from './http/person-changes';
import { PersonsController } from './http/persons.controller';
import { ReportsController } from './http/reports.controller';
import { IdentityChecks } from './vault/identity-checks';

@Module({
  controllers: [PersonsController, CorrectionsController, ReportsController, PayersController],
  providers: [PersonChanges, IdentityChecks],
})
export class RegistrationModule {}
