import 'reflect-metadata';
import type { Database, PostgresEventStore } from '@canbao/postgres';
import { RelayLifecycle } from './relay-lifecycle';
import type { Settings } from './settings';

const steps: string[] = [];
jest.mock('@canbao/kafka', () => ({
  ...jest.requireActual<object>('@canbao/kafka'),
  createTopics: async () => void steps.push('topics'),
}));

const step = (name: string) => async (): Promise<void> => void steps.push(name);
const errors: object[] = [];
const log = { info: jest.fn(), warn: jest.fn(), error: (fields: object) => void errors.push(fields) };
const settings = { KAFKA_BROKERS: ['127.0.0.1:9092'], CANBAO_PROFILE: 'sandbox' } as unknown as Settings;

interface Parts {
  readonly ready?: Promise<void>;
  readonly stopRelay?: () => Promise<void>;
  readonly closeStore?: () => Promise<void>;
}
let appended: () => void = () => undefined;
const lifecycle = (parts: Parts = {}): RelayLifecycle => {
  const {
    ready = Promise.resolve(),
    stopRelay = step('relay stopped'),
    closeStore = step('store closed'),
  } = parts;
  const startRelay = () => {
    steps.push('relay');
    return { ready, wake: () => void steps.push('wake'), stop: stopRelay };
  };
  const store = {
    onAppended: (listener: () => void) => {
      appended = listener;
    },
    close: closeStore,
  } as unknown as PostgresEventStore;
  const database = { close: step('database closed') } as unknown as Database;
  return new RelayLifecycle(startRelay, settings, database, store, log);
};

describe('the relay of a service', () => {
  beforeEach(() => {
    steps.length = 0;
    errors.length = 0;
  });

  it('starts once the topics exist, and is woken by what is stored', async () => {
    await lifecycle().onModuleInit();
    appended();
    expect(steps).toEqual(['topics', 'relay', 'wake']);
  });

  it('keeps the service from starting until it has checked the database', async () => {
    let checked: () => void = () => undefined;
    const ready = new Promise<void>((resolve) => {
      checked = resolve;
    });
    const started = lifecycle({ ready })
      .onModuleInit()
      .then(() => void steps.push('started'));
    await new Promise(setImmediate);
    expect(steps).toEqual(['topics', 'relay']);
    checked();
    await started;
    expect(steps).toEqual(['topics', 'relay', 'started']);
  });

  it('keeps the service from starting when the database was rolled back', () =>
    expect(
      lifecycle({ ready: Promise.reject(new Error('the relay did not start')) }).onModuleInit(),
    ).rejects.toThrow('the relay did not start'));

  it('stops before the store, and the store before the database', async () => {
    const running = lifecycle();
    await running.onModuleInit();
    steps.length = 0;
    await running.onApplicationShutdown();
    expect(steps).toEqual(['relay stopped', 'store closed', 'database closed']);
  });

  it('does not keep store and database open when it cannot stop', async () => {
    const running = lifecycle({
      stopRelay: () => Promise.reject(new Error('relay')),
      closeStore: () => Promise.reject(new Error('store')),
    });
    await running.onModuleInit();
    steps.length = 0;
    await running.onApplicationShutdown();
    expect(steps).toEqual(['database closed']);
    expect(errors).toEqual([{ fault: 'Error: relay' }, { fault: 'Error: store' }]);
  });

  it('need not have started for the rest to stop', async () => {
    await lifecycle().onApplicationShutdown();
    expect(steps).toEqual(['store closed', 'database closed']);
  });
});
