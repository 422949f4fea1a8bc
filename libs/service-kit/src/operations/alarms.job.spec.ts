import 'reflect-metadata';
import { Test } from '@nestjs/testing';
import { ServiceLog } from '../lifecycle/service-log';
import { SETTINGS } from '../lifecycle/settings';
import { AlarmsJob } from './alarms.job';
import { Engine, type EngineState } from './engine';

const behind: EngineState = {
  relay: { leadingSince: null, epoch: '1', lag: 7, cursor: '100' },
  consumer: undefined,
  parked: { keys: 0, records: 0, oldestSince: null, oldestSeconds: 0, oldestGapSeconds: 0, forged: 0 },
  oldestTransaction: undefined,
};

describe('the alarms job', () => {
  const logged: unknown[] = [];
  const log = {
    info: jest.fn(),
    warn: jest.fn(),
    error: (fields: object, message: string) => void logged.push({ ...fields, message }),
  };
  beforeEach(() => {
    logged.length = 0;
    jest.useFakeTimers();
  });
  afterEach(() => jest.useRealTimers());
  const started = async (state: () => Promise<EngineState>): Promise<AlarmsJob> => {
    const module = await Test.createTestingModule({
      providers: [
        AlarmsJob,
        { provide: Engine, useValue: { state } },
        { provide: ServiceLog, useValue: log },
        { provide: SETTINGS, useValue: { JOB_PACE: 1 } },
      ],
    }).compile();
    await module.init();
    return module.get(AlarmsJob);
  };

  it('logs an alarm at every check for as long as it lasts', async () => {
    const job = await started(async () => behind);
    await jest.advanceTimersByTimeAsync(119_000);
    const alarm = {
      alarm: 'relay-lag',
      lag: 7,
      cursor: '100',
      leading: false,
      seconds: 60,
      message: 'relay stalled: stored events are not being published',
    };
    expect(logged).toEqual([alarm]);
    await jest.advanceTimersByTimeAsync(31_000);
    expect(logged).toEqual([alarm, { ...alarm, seconds: 90 }, { ...alarm, seconds: 120 }]);
    await job.onModuleDestroy();
  });

  it('raises a separate alarm when the database does not answer, and continues', async () => {
    const job = await started(() => Promise.reject(new Error('connect ECONNREFUSED')));
    await jest.advanceTimersByTimeAsync(60_000);
    const alarm = {
      alarm: 'database',
      error: 'Error: connect ECONNREFUSED',
      message: 'the database does not answer',
    };
    expect(logged).toEqual([alarm, alarm]);
    await job.onModuleDestroy();
  });

  it('ends with the service', async () => {
    const job = await started(async () => behind);
    await job.onModuleDestroy();
    await jest.advanceTimersByTimeAsync(300_000);
    expect(logged).toEqual([]);
  });
});
