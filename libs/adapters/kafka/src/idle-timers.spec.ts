// Guards patches/kafkajs+2.2.4.patch: unpatched, an idle connection sets about a thousand timers a second.
describe('an idle kafkajs connection', () => {
  it('sets no timers', async () => {
    const RequestQueue = require('kafkajs/src/network/requestQueue') as new (options: object) => {
      scheduleCheckPendingRequests(): void;
      destroy(): void;
    };
    const logger = {
      debug: () => undefined,
      error: () => undefined,
      warn: () => undefined,
      info: () => undefined,
    };
    const queue = new RequestQueue({
      maxInFlightRequests: 1,
      requestTimeout: 30_000,
      enforceRequestTimeout: false,
      clientId: 'c',
      broker: 'b',
      logger,
      isConnected: () => true,
    });
    const spy = jest.spyOn(globalThis, 'setTimeout');
    queue.scheduleCheckPendingRequests();
    expect(spy).not.toHaveBeenCalled();
    spy.mockRestore();
    queue.destroy();
  });
});
