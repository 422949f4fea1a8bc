// Classes of SQLSTATE that pass by themselves: connection, resources, operator intervention, rollback by
// conflict.
const transientClasses = ['08', '53', '57', '40'];
const transientCodes = new Set([
  '55P03', // lock not available
  '25P03', // idle in transaction session timeout
  '25006', // read-only transaction: a standby before its promotion
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** What the PostgreSQL driver throws without a code. */
const transientText =
  /connection terminated|timeout exceeded when trying to connect|connection error|client was closed|query read timeout/i;

/** Whether the same attempt can succeed later: the world failed, not the request. */
export const isTransient = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return false;
  const { code, canRetry, message } = error as { code?: unknown; canRetry?: unknown; message?: unknown };
  if (canRetry === true) return true;
  if (typeof code === 'string') {
    if (transientCodes.has(code)) return true;
    if (code.length === 5 && transientClasses.includes(code.slice(0, 2))) return true;
  }
  return typeof message === 'string' && transientText.test(message);
};
