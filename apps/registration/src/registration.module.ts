import { Module } from '@nestjs/common';
import { CorrectionsController } from './http/corrections.controller';
import { HoldersController } from './http/holders.controller';
import { IdentityKeysController } from './http/identity-keys.controller';
import { PayersController } from './http/payers.controller';
import { PersonChanges } from './http/person-changes';
import { PersonsController } from './http/persons.controller';
import { ReportsController } from './http/reports.controller';
import { RotateIdentityKeys } from './jobs/rotate-identity-keys.job';
import { IdentityChecks } from './vault/identity-checks';

@Module({
  controllers: [
    PersonsController,
    CorrectionsController,
    ReportsController,
    PayersController,
    HoldersController,
    IdentityKeysController,
  ],
  providers: [PersonChanges, IdentityChecks, RotateIdentityKeys],
})
export class RegistrationModule {}
