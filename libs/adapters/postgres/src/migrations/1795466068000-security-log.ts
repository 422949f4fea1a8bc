import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forwardOnly } from './forward-only';

/** Events of the security log lie among all others; an index of their own costs the others nothing. */
export class SecurityLog1795466068000 implements MigrationInterface {
  readonly down = forwardOnly;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index events_security on events (position, recorded_at) where ${isSecurity}`);
  }
}

/** As `securityEventsAfter` asks, so that the index answers it. */
export const isSecurity = `type in (
  'RequestsRefused', 'PersonalDataRead', 'IdentityCheckFailed',
  'ActionProposed', 'ActionApproved', 'ActionRejected', 'OperatorActed',
  'RuleOverrideProposed', 'RuleOverrideApproved', 'RuleOverrideRejected')`;
