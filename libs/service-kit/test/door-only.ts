import type { Provider, Type } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Clock, instant } from '@canbao/calendar';
import { Door } from '../src/http/door';
import { httpApplication } from '../src/http/http-application';
import { ProblemFilter } from '../src/http/problem.filter';
import { SignIn } from '../src/http/sign-in';
import type { ListenerFiles } from '../src/http/tls';
import { ServiceLog } from '../src/lifecycle/service-log';
import { RateLimits } from '../src/limits/rate-limits';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

interface BehindDoor extends ListenerFiles {
  readonly log?: object;
  /** Override those before them. */
  readonly providers?: readonly Provider[];
}

/** A controller behind the door and the limits, on a free port, without a database or a broker. */
export const listenBehindDoor = async (
  controller: Type,
  signIn: object,
  { log = silent, providers = [], ...files }: BehindDoor = {},
): Promise<NestFastifyApplication> => {
  const app = await httpApplication(
    {
      module: class SomeModule {},
      controllers: [controller],
      providers: [
        Door,
        RateLimits,
        { provide: SignIn, useValue: signIn },
        { provide: Clock, useValue: { now: () => instant('2025-03-01T08:00:00.000+08:00') } },
        { provide: ServiceLog, useValue: log },
        { provide: APP_FILTER, useClass: ProblemFilter },
        ...providers,
      ],
    },
    files,
  );
  await app.listen(0, '127.0.0.1');
  return app;
};
