import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { requestOf } from './operation-request';
import { SignIn } from './sign-in';

/** Signs the caller in. @throws Problem `not-signed-in` (401). */
@Injectable()
export class SignInGuard implements CanActivate {
  constructor(private readonly signIn: SignIn) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = requestOf(context);
    request.caller = await this.signIn.callerOf(request.headers.authorization);
    return true;
  }
}
