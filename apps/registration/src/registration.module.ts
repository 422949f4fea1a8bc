import { Module } from '@nestjs/common';
import { PayersController } from './http/payers.controller';
import { PersonsController } from './http/persons.controller';

@Module({ controllers: [PersonsController, PayersController] })
export class RegistrationModule {}
