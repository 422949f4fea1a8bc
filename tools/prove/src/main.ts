import { writeFileSync } from 'node:fs';
import { proofText } from '@canbao/evidence';
import { fetchProof, subjectOf, Unable } from './fetch-proof';

const usage = 'npm run prove -- RECEIPT_NO | QUOTE_ID\n';
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const run = async (id: string): Promise<void> => {
  const proof = await fetchProof(id, say);
  const file = `proof-${id}.json`;
  writeFileSync(file, proofText(proof));
  const types = proof.events.map(({ event }) => event.type);
  say(`${file}: ${types.join(', ')}`);
  say(`Check it with: node tools/prove/check.mjs ${file} public.jwk`);
};

const [id = ''] = process.argv.slice(2);
if (subjectOf(id) === undefined) {
  process.stderr.write(usage);
  process.exit(2);
}
run(id).catch((error: unknown) => {
  const fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${error instanceof Unable ? error.message : fault}\n`);
  process.exit(1);
});
