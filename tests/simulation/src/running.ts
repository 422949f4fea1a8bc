import type { Commands } from '@canbao/service-kit';
import type { Connection } from './connection';
import type { Process } from './scheduler';

/** A running instance of a service; everything in it is lost when it dies. */
export interface Instance {
  readonly process: Process;
  readonly connection: Connection;
  readonly commands: Commands;
}
