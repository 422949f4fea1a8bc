import type { ExecutionContext } from '@nestjs/common';
import { Problem } from './problem';
import type { SignIn } from './sign-in';
import { SignInGuard } from './sign-in.guard';

const teller = { subject: 'teller-1', role: 'bank', bank: 'ccb' } as const;
const signIn = {
  callerOf: async (authorization: string | undefined) => {
    if (authorization !== 'Bearer good') throw Problem.general('not-signed-in');
    return teller;
  },
} as SignIn;
const contextOf = (request: object): ExecutionContext =>
  ({ switchToHttp: () => ({ getRequest: () => request }) }) as unknown as ExecutionContext;

describe('the sign-in guard', () => {
  const guard = new SignInGuard(signIn);
  it('puts the caller that the token names into the request', async () => {
    const request = { headers: { authorization: 'Bearer good' } };
    expect(await guard.canActivate(contextOf(request))).toBe(true);
    expect(request).toMatchObject({ caller: teller });
  });
  it.each([[{}], [{ authorization: 'Bearer bad' }]])('refuses a request with headers %j', async (headers) => {
    const request = { headers };
    await expect(guard.canActivate(contextOf(request))).rejects.toMatchObject({ code: 'not-signed-in' });
    expect(request).not.toHaveProperty('caller');
  });
});
