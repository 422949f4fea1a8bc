import { hash } from 'node:crypto';
import { identityOf } from '../http/caller';
import { operationOf, type OperationRequest } from '../http/operation-request';
import type { Refusal } from './refusals';

const actionOf: Readonly<Record<number, Refusal['action']>> = {
  401: 'sign-in-refused',
  403: 'refused',
  404: 'not-found',
  429: 'limited',
};
const claimedLength = 16;

/** What the security log keeps of an answer that refused somebody. Never a token or a body. */
export const refusalOf = (request: OperationRequest, status: number, code: string): Refusal | undefined => {
  const action = actionOf[status];
  const operation = operationOf(request);
  // A path that is none of ours tells nothing about anybody's rights.
  if (action === undefined || operation === undefined) return undefined;
  const { caller } = request;
  const claimed = action === 'sign-in-refused' ? claimedBy(request.headers.authorization) : undefined;
  return {
    action,
    code,
    call: `${operation.method} ${operation.path}`,
    address: request.ip,
    ...(caller === undefined ? {} : { caller: identityOf(caller) }),
    ...(claimed === undefined ? {} : { claimed }),
  };
};

/** Undefined without a token; `unreadable` where it names no subject. */
const claimedBy = (authorization: string | undefined): string | undefined => {
  if (authorization === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString(),
    );
    const { sub } = claims as { readonly sub?: unknown };
    return typeof sub === 'string' ? hash('sha256', sub).slice(0, claimedLength) : 'unreadable';
  } catch {
    return 'unreadable';
  }
};
