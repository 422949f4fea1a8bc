import 'reflect-metadata';
import { NotFoundException, PayloadTooLargeException, ImATeapotException } from '@nestjs/common';
import { Problem } from './problem';
import { problemOf } from './problem.filter';

const withCode = (code: string): Error => Object.assign(new Error('fault'), { code });

describe('an error', () => {
  it.each([
    ['a problem', Problem.general('forbidden'), 'forbidden', 403],
    ['a route that does not exist', new NotFoundException(), 'not-found', 404],
    ['a body that Nest finds too large', new PayloadTooLargeException(), 'body-too-large', 413],
    ['a body that Fastify finds too large', { statusCode: 413 }, 'body-too-large', 413],
    ['a URL that is too long', { statusCode: 414 }, 'invalid-request', 400],
    ['a type that Fastify does not take', { statusCode: 415 }, 'unsupported-media-type', 415],
    ['a request that Fastify cannot read', { statusCode: 400 }, 'invalid-request', 400],
    ['a method that does not exist', { statusCode: 405 }, 'not-found', 404],
    ['a lost connection', withCode('ECONNRESET'), 'busy', 503],
    ['a database that is shutting down', withCode('57P01'), 'busy', 503],
    ['a lock that is not to be had in time', withCode('55P03'), 'busy', 503],
    ['contention', Object.assign(new Error('gave up'), { canRetry: true }), 'busy', 503],
    ['a constraint that is violated', withCode('23505'), 'internal', 500],
    ['any other status', new ImATeapotException(), 'internal', 500],
    ['a bug', new TypeError('x is not a function'), 'internal', 500],
    ['no error at all', 'text', 'internal', 500],
  ])('that is %s is answered with a stable code', (_, error, code, status) =>
    expect(problemOf(error)).toMatchObject({ code, text: { status } }),
  );
});
