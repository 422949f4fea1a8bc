import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Call } from '@canbao/contracts';
import { identityOf } from '../http/caller';
import { callerOf, operationOf, type OperationRequest } from '../http/operation-request';
import { Problem } from '../http/problem';
import { countedAddress } from './address';
import { Counters, type Standing, type Taken } from './counters';
import { isMiss, limitsOn, type Counted, type Limit } from './limit-table';

/** A call as far as it is known, and where its answer's headers are written. */
export interface Counting {
  readonly request: OperationRequest;
  readonly reply: FastifyReply;
  readonly operation: Call;
}

/** Asks for each call whether there have been too many (ADR 31), and tells the caller how it stands. */
@Injectable()
export class RateLimits {
  readonly counters = new Counters();

  /**
   * Counts the call of an address where nobody signs in, whether it is needed or not.
   * @throws Problem `too-many-requests`.
   */
  async byAddress(call: Counting): Promise<void> {
    const { operation, request } = call;
    if (operation.roles.length === 0 || request.headers.authorization === undefined)
      await this.take(call, 'address', countedAddress(request.ip));
  }

  /**
   * Counts a token that is not known, before it is verified; it is given back when it turns out to be good.
   * @throws Problem `too-many-requests`.
   */
  byToken(call: Counting): Promise<Taken> {
    return this.take(call, 'tokens', countedAddress(call.request.ip));
  }

  /**
   * Counts the call of a caller, and reserves a miss where it may be one: calls at once are then no way
   * round it.
   * @throws Problem `too-many-requests`.
   */
  async byCaller(call: Counting): Promise<void> {
    const caller = callerOf(call.request);
    if (caller.role === 'anyone') return;
    const identity = identityOf(caller);
    await this.take(call, 'calls', identity);
    call.request.reservedMiss = await this.take(call, 'misses', identity);
  }

  /**
   * Counts a call about a person, whoever makes it.
   * @throws Problem `too-many-requests`.
   */
  async byPerson(call: Counting, personId: string): Promise<void> {
    await this.take(call, 'person', personId);
  }

  /** Gives the reserved miss back to a call that found something. */
  answered(request: OperationRequest, { statusCode }: FastifyReply): void {
    const operation = operationOf(request);
    if (operation !== undefined && !isMiss(operation, statusCode)) request.reservedMiss?.giveBack();
  }

  private async take({ request, reply, operation }: Counting, counts: Counted, key: string): Promise<Taken> {
    const limits = this.limitsOn(operation, callerOf(request).role, counts);
    for (const limit of limits) {
      const standing = await this.counters.take(limit, key);
      // Who signs in for the first time need not know how many strangers have tried here.
      if (standing.isOver || counts !== 'tokens') tell(reply, standing);
      if (standing.isOver)
        throw Problem.general('too-many-requests', { retryAfterSeconds: standing.seconds });
    }
    return { giveBack: () => limits.forEach((limit) => this.counters.giveBack(limit, key)) };
  }

  private readonly selected = new Map<string, readonly Limit[]>();

  private limitsOn(operation: Call, role: Parameters<typeof limitsOn>[1], counts: Counted): readonly Limit[] {
    const name = `${operation.id} ${role} ${counts}`;
    const known = this.selected.get(name);
    if (known !== undefined) return known;
    const limits = limitsOn(operation, role, counts);
    this.selected.set(name, limits);
    return limits;
  }
}

/** Adds to the headers of draft-ietf-httpapi-ratelimit-headers: one member for each limit on the call. */
const tell = (reply: FastifyReply, { limit, remaining, seconds }: Standing): void => {
  add(reply, 'ratelimit-policy', `"${limit.name}";q=${limit.most};w=${limit.seconds}`);
  add(reply, 'ratelimit', `"${limit.name}";r=${remaining};t=${seconds}`);
};

const add = (reply: FastifyReply, header: string, member: string): void => {
  const before = reply.getHeader(header);
  void reply.header(header, before === undefined ? member : `${String(before)}, ${member}`);
};
