import { Controller } from '@nestjs/common';
import { registrationApi } from '@canbao/contracts';
import { Handles } from '@canbao/service-kit';
import { KeyRotation, type KeysInUse } from '../vault/key-rotation';

/** How far the vault has moved to its current key. */
@Controller()
export class IdentityKeysController {
  constructor(private readonly rotation: KeyRotation) {}

  @Handles(registrationApi.identityKeys)
  identityKeys(): Promise<KeysInUse> {
    return this.rotation.inUse();
  }
}
