import 'reflect-metadata';
import { instant, type Clock } from '@canbao/calendar';
import { Database, PostgresEventStore } from '@canbao/postgres';
import { pack } from '@canbao/rules';
import { pause } from '@canbao/runtime';
import { Commands } from '@canbao/service-kit';
import { TrueUps } from '../src/jobs/true-ups.job';
import { storage } from '../src/payment';
import { Rules } from '../src/true-up/rules';

const clock: Clock = { now: () => instant('2022-09-20T10:00:00.000+08:00') };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

class Job extends TrueUps {
  turn(): Promise<void> {
    return this.run();
  }
}

const main = async (): Promise<void> => {
  const { views, eventTypes } = storage;
  const database = Database.attach({ url: process.env['SERVICE_URL'] ?? '', service: 'payment' });
  const store = new PostgresEventStore(database, { views, eventTypes, topicOf: () => undefined });
  const job = new Job(new Commands(store, clock), database, store, new Rules(pack('jinan')), clock, log);
  for (;;) {
    // What fails is tried again, as by the job's clock.
    await job.turn().catch(() => undefined);
    await pause(50);
  }
};

process.once('disconnect', () => process.exit(0));
void main();
