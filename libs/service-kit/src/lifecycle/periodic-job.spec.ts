import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { PeriodicJob } from './periodic-job';
import { SETTINGS } from './settings';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

@Injectable()
class EverySecond extends PeriodicJob {
  runs = 0;

  constructor() {
    super('every-second', 1_000, log);
  }

  protected async run(): Promise<void> {
    this.runs += 1;
  }
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it.each([
  [1, 3],
  [10, 30],
])('at the pace %d, a job of every second runs %d times in three seconds', async (JOB_PACE, runs) => {
  const providers = [EverySecond, { provide: SETTINGS, useValue: { JOB_PACE } }];
  const module = await Test.createTestingModule({ providers }).compile();
  await module.init();
  await jest.advanceTimersByTimeAsync(3_000);
  expect(module.get(EverySecond).runs).toBe(runs);
  await module.close();
  await jest.advanceTimersByTimeAsync(3_000);
  expect(module.get(EverySecond).runs).toBe(runs);
});
