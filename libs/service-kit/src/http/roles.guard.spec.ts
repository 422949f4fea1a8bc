import 'reflect-metadata';
import type { ExecutionContext } from '@nestjs/common';
import { operationMetadata } from './operation-request';
import { RolesGuard } from './roles.guard';

/** A call that these roles may make, by a caller of this role. */
const call = (roles: readonly string[], role: string | undefined): ExecutionContext => {
  const handler = (): void => undefined;
  Reflect.defineMetadata(operationMetadata, { roles }, handler);
  const request = role === undefined ? {} : { caller: { subject: 'caller-1', role } };
  return {
    getHandler: () => handler,
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
};

describe('the roles guard', () => {
  const guard = new RolesGuard();
  it.each([
    [['bank'], 'bank'],
    [['bank', 'tax-desk'], 'tax-desk'],
  ])('of %j lets in %s', (roles, role) => expect(guard.canActivate(call(roles, role))).toBe(true));
  it.each([
    [['bank'], 'payer'],
    [['bank', 'tax-desk'], 'operator'],
    [['bank'], undefined],
  ])('of %j keeps out %s', (roles, role) =>
    expect(() => guard.canActivate(call(roles, role))).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    ),
  );
});
