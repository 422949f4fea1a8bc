import { isTransient } from './transient';

const withCode = (code: string): Error => Object.assign(new Error('failed'), { code });

describe('an error is transient', () => {
  it.each([
    ['08006', 'the connection failed'],
    ['08P01', 'the protocol was violated on a broken connection'],
    ['53100', 'the disk is full'],
    ['53300', 'there are too many connections'],
    ['57P01', 'the server is shutting down'],
    ['57014', 'the statement took too long'],
    ['40001', 'transactions could not be serialised'],
    ['40P01', 'there was a deadlock'],
    ['55P03', 'a lock was not available'],
    ['25P03', 'the session was idle in its transaction for too long'],
    ['25006', 'the server is a standby'],
    ['ECONNREFUSED', 'nobody listens'],
    ['ECONNRESET', 'the peer closed the connection'],
    ['EPIPE', 'the connection is closed'],
    ['ETIMEDOUT', 'the network drops packets'],
    ['ENOTFOUND', 'the name cannot be resolved'],
    ['EAI_AGAIN', 'the name server does not answer'],
  ])('with code %s: %s', (code) => expect(isTransient(withCode(code))).toBe(true));

  it.each([
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'Connection error',
    'Client was closed and is not queryable',
    'Query read timeout',
  ])('with the message “%s” of the driver, which has no code', (message) =>
    expect(isTransient(new Error(message))).toBe(true),
  );

  it('when it says so itself', () =>
    expect(isTransient(Object.assign(new Error('contention'), { canRetry: true }))).toBe(true));
});

describe('an error is not transient', () => {
  it.each([
    ['23505', 'a key exists'],
    ['23514', 'a check fails'],
    ['42501', 'permission is denied'],
    ['42P01', 'a table is missing'],
    ['22P02', 'a text is no number'],
    ['ENOENT', 'a file is missing'],
    ['0800', 'a code that is no SQLSTATE'],
    ['530001', 'another that is too long'],
  ])('with code %s: %s', (code) => expect(isTransient(withCode(code))).toBe(false));

  it.each([
    ['a plain error', new Error('cannot be handled')],
    ['one that says it cannot be retried', Object.assign(new Error('no'), { canRetry: false })],
    ['one with a numeric code', Object.assign(new Error('no'), { code: 8006 })],
    ['a text', 'ECONNREFUSED'],
    ['null', null],
    ['undefined', undefined],
  ])('when it is %s', (_, error) => expect(isTransient(error)).toBe(false));
});
