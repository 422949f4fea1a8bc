import { Injectable, Optional } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Call } from '@canbao/contracts';
import { thumbprintOf } from './client-certificate';
import type { Taken } from '../limits/counters';
import { RateLimits } from '../limits/rate-limits';
import { RequestSignatures } from '../signing/request-signatures';
import { operationOf, type OperationRequest } from './operation-request';
import { Problem } from './problem';
import { SignIn } from './sign-in';

/** A request of which only method, URL and headers have been read, and the operation that it is for. */
export interface Arrival {
  readonly request: OperationRequest;
  readonly reply: FastifyReply;
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

  constructor(signIn: SignIn, limits: RateLimits, @Optional() signatures?: RequestSignatures) {
    this.steps = [
      (arrival) => limits.byAddress(arrival),
      signsIn(signIn, limits),
      hasRole,
      (arrival) => limits.byCaller(arrival),
      ({ request, operation }) => {
        if (operation.roles.length > 0) signatures?.announce(request);
      },
      hasKey,
    ];
  }

  /** @throws Problem of a step, or `not-found`. */
  async pass(request: OperationRequest, reply: FastifyReply): Promise<void> {
    if (request.is404) throw Problem.general('not-found');
    const operation = operationOf(request);
    if (operation === undefined) return;
    for (const step of this.steps) await step({ request, reply, operation });
  }
}

/** A token that is not known counts for its address until it has turned out to be good. */
const signsIn =
  (signIn: SignIn, limits: RateLimits): DoorStep =>
  async (arrival) => {
    const { request, operation } = arrival;
    if (operation.roles.length === 0) return;
    let attempt: Taken | undefined;
    request.caller = await signIn.callerOf(
      request.headers.authorization,
      () => thumbprintOf(request.raw),
      async () => {
        if (request.headers.authorization !== undefined) attempt = await limits.byToken(arrival);
      },
    );
    attempt?.giveBack();
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
