import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually, type TestService } from '@canbao/test-servers/service';

/** A clock for `CLOCK_URL` that specs set to any instant. */
export interface MovableClock {
  readonly url: string;
  readonly set: (instant: string) => void;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a clock that runs on from the instant: one that stood still would throw the service's back every
 * half second.
 */
export const movableClock = async (start: string): Promise<MovableClock> => {
  let aheadMs = 0;
  const set = (instant: string): void => {
    aheadMs = Date.now() - Date.parse(instant);
  };
  set(start);
  const server = createServer((_, response) =>
    response.end(
      JSON.stringify({
        now: new Date(Date.now() - aheadMs + 8 * 3_600_000).toISOString().replace('Z', '+08:00'),
      }),
    ),
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
};

/** Sets the clock to ten in the morning of a day, and waits until each instance goes by it. */
export const goTo = async (
  clock: MovableClock,
  day: string,
  ...instances: readonly TestService[]
): Promise<void> => {
  clock.set(`${day}T10:00:00.000+08:00`);
  for (const instance of instances)
    await eventually(
      () => instance.call(undefined, 'GET', '/v1/rules'),
      ({ body }) => body.on === day,
    );
};
