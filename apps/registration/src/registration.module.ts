import { Module } from '@nestjs/common';
import { CorrectionsController } from './http/corrections.controller';
import { HoldersController } from './http/holders.controller';
import { IdentityKeysController } from './http/identity-keys.controller';
import { MessageFilesController } from './http/message-files.controller';
import { MessagesController } from './http/messages.controller';
import { PayersController } from './http/payers.controller';
import { PersonChanges } from './http/person-changes';
import { PersonsController } from './http/persons.controller';
import { PersonalDataController } from './http/personal-data.controller';
import { ReadingsController } from './http/readings.controller';
import { ReportsController } from './http/reports.controller';
import { SearchController } from './http/search.controller';
import { RotateIdentityKeys } from './jobs/rotate-identity-keys.job';
import { RegistrationConsumer } from './messages/registration.consumer';
import { MessageIntake } from './messages/message-intake';
import { IdentityChecks } from './vault/identity-checks';
import { TellsOf } from './vault/tells-of';

@Module({
  controllers: [
    PersonsController,
    CorrectionsController,
    ReportsController,
    MessagesController,
    MessageFilesController,
    PayersController,
    HoldersController,
    IdentityKeysController,
    SearchController,
    ReadingsController,
    PersonalDataController,
    RegistrationConsumer,
  ],
  providers: [PersonChanges, IdentityChecks, MessageIntake, TellsOf, RotateIdentityKeys],
})
export class RegistrationModule {}
