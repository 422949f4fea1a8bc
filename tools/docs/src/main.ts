import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pages } from './pages';

/** `npm run docs`: writes the generated pages; their spec fails while one of them is stale. */
const docs = join(__dirname, '../../../docs');
rmSync(join(docs, 'generated'), { recursive: true, force: true });
mkdirSync(join(docs, 'generated/schemas'), { recursive: true });
const written = pages();
for (const [name, text] of written) writeFileSync(join(docs, name), text);
process.stdout.write(`wrote ${written.size} pages\n`);
