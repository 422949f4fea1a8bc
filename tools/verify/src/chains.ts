import type { Client } from 'pg';
import { genesisHash } from '@canbao/event-sourcing';
import { hashOf } from '@canbao/evidence';
import { evidenceColumns, provenEventOf, type EvidenceRow } from '@canbao/postgres';
import type { EvidenceFinding } from './evidence-finding';

const pageSize = 5_000;

/** What was read of the chains of a service. */
export interface Chains {
  readonly events: number;
  readonly streams: number;
  readonly findings: readonly EvidenceFinding[];
}

/** Computes the chain of every stream again. One page is in memory at a time. */
export const verifyChains = async (client: Client): Promise<Chains> => {
  await client.query('set enable_seqscan = off; set enable_bitmapscan = off; set enable_sort = off');
  const findings: EvidenceFinding[] = [];
  let [events, streams] = [0, 0];
  let before: EvidenceRow | undefined;
  for (;;) {
    const { rows } = await client.query<EvidenceRow>({
      name: 'chain-page',
      text: `select ${evidenceColumns} from events where (stream, version) > ($1, $2)
        order by events.stream, events.version limit ${pageSize}`,
      values: [before?.stream ?? '', before?.version ?? 0],
    });
    if (rows.length === 0) return { events, streams, findings };
    for (const row of rows) {
      const preceding: EvidenceRow | undefined = row.stream === before?.stream ? before : undefined;
      findings.push(...faultsOf(row, preceding));
      events += 1;
      if (preceding === undefined) streams += 1;
      before = row;
    }
  }
};

const faultsOf = (row: EvidenceRow, preceding: EvidenceRow | undefined): EvidenceFinding[] => {
  const { stream, version, position, hash } = row;
  const first = (preceding?.version ?? 0) + 1;
  if (version !== first) {
    const missing = version - 1 === first ? `version ${first} is` : `versions ${first} to ${version - 1} are`;
    return [
      {
        kind: 'missing',
        sentence: `${stream}: ${missing} missing before version ${version} at position ${position}`,
      },
    ];
  }
  const what = `${stream} version ${version} at position ${position}`;
  const findings: EvidenceFinding[] = [];
  if (hashOf(provenEventOf(row, preceding?.hash ?? genesisHash)) !== hash)
    findings.push({
      kind: 'altered',
      sentence:
        `${what}: its hash does not cover its content` +
        `${preceding === undefined ? '' : ' and the event before it'}`,
    });
  if (preceding !== undefined && BigInt(position) <= BigInt(preceding.position))
    findings.push({
      kind: 'exchanged',
      sentence: `${what}: stands before its version ${preceding.version} at position ${preceding.position}`,
    });
  return findings;
};
