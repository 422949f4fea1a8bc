import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from './forward-only';

/** By which definition a digest was made; null for those that were made by migrations. */
export class ProjectionDefinition1795624000000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table projection_digest add column definition text');
  }
}
