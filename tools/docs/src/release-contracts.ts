import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  broken,
  findings,
  intendedBreaks,
  presentContracts,
  release,
  releasedContracts,
} from './compat/contracts';

/** `npm run release-contracts`: what `npm run check` compares with from now on. */
const { version } = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8')) as {
  readonly version: string;
};
const unmeant = findings(broken(releasedContracts(), presentContracts()), intendedBreaks());
if (unmeant.length > 0) {
  process.stderr.write(`${unmeant.join('\n')}\n`);
  process.exit(1);
}
release(version);
process.stdout.write(`the contracts of ${version} are kept in libs/contracts/released\n`);
