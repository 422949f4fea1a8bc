import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { operationOf, requestOf } from './operation-request';
import { Problem } from './problem';

/** Lets in the roles that the operation names; runs after sign-in. @throws Problem `forbidden` (403). */
@Injectable()
export class RolesGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { caller } = requestOf(context);
    if (caller === undefined || !operationOf(context).roles.includes(caller.role))
      throw Problem.general('forbidden');
    return true;
  }
}
