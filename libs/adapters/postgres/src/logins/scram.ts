import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

const iterations = 4096;
const saltBytes = 16;

/**
 * What PostgreSQL stores of a password (RFC 5802, 7677). Made here, the password itself reaches neither the
 * server's log nor a weaker hash that the server may be set to.
 */
export const scramOf = (password: string): string => {
  const salt = randomBytes(saltBytes);
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const hmac = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(hmac('Client Key')).digest('base64');
  const server = hmac('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${server}`;
};
