import { Module } from '@nestjs/common';
import { PayersController } from './payers.controller';
import { PersonsController } from './persons.controller';

@Module({ controllers: [PersonsController, PayersController] })
export class RegistrationModule {}
