import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { requestOf } from '../http/operation-request';
import { Problem } from '../http/problem';
import { SERVICE, type Service } from '../lifecycle/service';

/**
 * Lets through the operations calls of this service alone: its name is in their path.
 * @throws Problem `not-found`.
 */
@Injectable()
export class OwnOperationsGuard implements CanActivate {
  constructor(@Inject(SERVICE) private readonly service: Service) {}

  canActivate(context: ExecutionContext): boolean {
    const { service } = requestOf(context).params as { readonly service: string };
    if (service !== this.service.name) throw Problem.general('not-found');
    return true;
  }
}
