import type { Log } from '@canbao/runtime';

/** The service's log, as a token: a job or consumer takes it in its constructor. Never personal data. */
export abstract class ServiceLog implements Log {
  abstract info(fields: object, message: string): void;
  abstract warn(fields: object, message: string): void;
  abstract error(fields: object, message: string): void;
}
