import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { personalDataReads, type ReadEvent } from '@canbao/domain-registration';
import { Commands } from '@canbao/service-kit';

/** Who has read names and numbers, and for what purpose, as events: chained, sealed, and never changed. */
@Injectable()
export class PersonalDataReads {
  constructor(private readonly commands: Commands) {}

  /** Must resolve before the value is decrypted. */
  async record(actor: string, reading: ReadEvent['data']): Promise<void> {
    const command = { ...reading, readingId: randomUUID() };
    await this.commands.act(actor, reading.personId, personalDataReads, command);
  }
}
