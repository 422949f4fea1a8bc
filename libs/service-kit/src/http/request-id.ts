import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** By which the portal numbers a request for the services behind it. */
export const requestIdHeader = 'x-request-id';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The number that the portal gave, or one of our own: nothing else that a caller writes is kept. */
export const requestIdOf = ({ headers }: Pick<IncomingMessage, 'headers'>): string => {
  const given = headers[requestIdHeader];
  return typeof given === 'string' && uuid.test(given) ? given : randomUUID();
};
