/** Classes of SQLSTATE that pass by themselves. */
const transientClasses = new Set([
  '08', // Connection exception.
  '53', // Insufficient resources: disk, memory, connections.
  '57', // Operator intervention: shutdown, cancelled query.
  '40', // Rollback by serialisation failure or deadlock.
]);

/** Single codes of PostgreSQL and of the operating system that pass by themselves. */
const transientCodes = new Set([
  '55P03', // Lock not available.
  '25P03', // Idle-in-transaction session timeout.
  '25006', // Read-only transaction: a standby before its promotion.
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Messages of errors that the PostgreSQL driver throws without a code. */
const transientMessage = new RegExp(
  [
    'connection terminated',
    'timeout exceeded when trying to connect',
    'connection error',
    'client was closed',
    'query read timeout',
  ].join('|'),
  'i',
);

/** Whether the same attempt can succeed later: a server failed, not the request. */
export const isTransient = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return false;
  const { code, canRetry, message } = error as { code?: unknown; canRetry?: unknown; message?: unknown };
  if (canRetry === true) return true;
  if (typeof code === 'string' && isTransientCode(code)) return true;
  return typeof message === 'string' && transientMessage.test(message);
};

const isTransientCode = (code: string): boolean =>
  transientCodes.has(code) || (code.length === 5 && transientClasses.has(code.slice(0, 2)));
