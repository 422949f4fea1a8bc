import { Injectable } from '@nestjs/common';
import type { Call } from '@canbao/contracts';
import { thumbprintOf } from './client-certificate';
import { operationOf, type OperationRequest } from './operation-request';
import { Problem } from './problem';
import { SignIn } from './sign-in';

/** A request of which only method, URL and headers have been read, and the operation that it is for. */
export interface Arrival {
  readonly request: OperationRequest;
  readonly operation: Call;
}
/** One question at the door. @throws Problem that sends the request away. */
export type DoorStep = (arrival: Arrival) => void | Promise<void>;

/**
 * Decides from the headers alone who comes in, before a byte of the body is read: a stranger's body costs
 * no memory and no time of the thread.
 */
@Injectable()
export class Door {
  private readonly steps: readonly DoorStep[];

  constructor(signIn: SignIn) {
    this.steps = [signsIn(signIn), hasRole, hasKey];
  }

  /** @throws Problem `not-found`, `not-signed-in`, `forbidden`, or one of the idempotency key. */
  async pass(request: OperationRequest): Promise<void> {
    if (request.is404) throw Problem.general('not-found');
    const operation = operationOf(request);
    if (operation === undefined) return;
    for (const step of this.steps) await step({ request, operation });
  }
}

const signsIn =
  (signIn: SignIn): DoorStep =>
  async ({ request, operation }) => {
    if (operation.roles.length === 0) return;
    request.caller = await signIn.callerOf(request.headers.authorization, () => thumbprintOf(request.raw));
  };

const hasRole: DoorStep = ({ request: { caller }, operation: { roles } }) => {
  if (roles.length > 0 && (caller === undefined || !roles.some((role) => role === caller.role)))
    throw Problem.general('forbidden');
};

/** 1 to 255 printable ASCII characters, no space at either end. */
const keyPattern = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

const hasKey: DoorStep = ({ request, operation }) => {
  if (operation.idempotencyKey === 'none') return;
  const { 'idempotency-key': key } = request.headers;
  if (key === undefined) throw Problem.general('idempotency-key-required');
  if (typeof key !== 'string' || !keyPattern.test(key)) throw Problem.general('idempotency-key-invalid');
  request.idempotencyKey = key;
};
