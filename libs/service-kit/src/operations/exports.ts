import { hash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Call } from '@canbao/contracts';
import { accept, type Decider, type EventOf } from '@canbao/event-sourcing';
import { Commands } from '../commands';
import { identityOf } from '../http/caller';
import type { InputOf } from '../http/input';
import { OperatorActed } from './proposals';

type Acted = EventOf<typeof OperatorActed>;
interface RecordExport extends Pick<Acted['data'], 'action' | 'role' | 'details'> {
  readonly exportId: string;
}

/** Each export has a stream of its own: those who export need not wait for each other. */
const exported: Decider<RecordExport, undefined, Acted, never> = {
  initial: undefined,
  streams: ({ exportId }) => [`exports-${exportId}`],
  expectsNewStreams: () => true,
  decide: ({ exportId: _, ...what }) =>
    accept(OperatorActed({ ...what, purpose: 'export', outcome: 'done' })),
  evolve: () => undefined,
};

/** Who has taken which file out of a service, in its security log: by its SHA-256 a file is known again. */
@Injectable()
export class Exports {
  constructor(private readonly commands: Commands) {}

  /** Stored before the file is sent: one that nobody recorded has left nowhere. */
  async record(
    { caller }: Pick<InputOf<Call>, 'caller'>,
    action: 'export-entries',
    file: string,
    asked: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { role } = caller;
    const details = { ...asked, bytes: String(Buffer.byteLength(file)), sha256: hash('sha256', file) };
    const command = { exportId: randomUUID(), action, role, details };
    await this.commands.act(identityOf(caller), 'operations', exported, command);
  }
}
