import { Module } from '@nestjs/common';
import { AlarmsJob } from './alarms.job';
import { Engine } from './engine';
import { OperationsController } from './operations.controller';

/** What operators manage a service with: its operations calls, and the job that logs alarms. */
@Module({ controllers: [OperationsController], providers: [Engine, AlarmsJob] })
export class OperationsModule {}
