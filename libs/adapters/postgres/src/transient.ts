// Classes of PostgreSQL that pass by themselves: connection, resources, operator intervention, rollback by conflict, locks.
const passing = ['08', '53', '57', '40'];
const passingCodes = new Set(['55P03', '25P03', '25006', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);
const passingText = /connection terminated|timeout exceeded when trying to connect|connection error|client was closed|query read timeout/i;

/** Whether trying the same again later can succeed: the world failed, not the event. */
export const isTransient = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return false;
  const { code, canRetry, message } = error as { code?: unknown; canRetry?: unknown; message?: unknown };
  if (canRetry === true) return true;
  if (typeof code === 'string' && (passingCodes.has(code) || (code.length === 5 && passing.includes(code.slice(0, 2))))) return true;
  return typeof message === 'string' && passingText.test(message);
};
