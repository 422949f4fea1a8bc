import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pages } from './pages';

// Writes docs/generated from the code, or with --check fails when a page is stale.
const folder = join(__dirname, '../../../docs/generated');
const wanted = pages();
const existing = (below: string): string[] =>
  !existsSync(join(folder, below))
    ? []
    : readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? existing(join(below, entry.name)) : [join(below, entry.name)],
      );

if (process.argv.includes('--check')) {
  const stale = [...wanted]
    .filter(
      ([name, text]) => !existsSync(join(folder, name)) || readFileSync(join(folder, name), 'utf8') !== text,
    )
    .map(([name]) => name);
  const left = existing('').filter((name) => !wanted.has(name));
  if (stale.length + left.length > 0) {
    process.stderr.write(`docs/generated is stale (${[...stale, ...left].join(', ')}): run npm run docs\n`);
    process.exit(1);
  }
} else {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'schemas'), { recursive: true });
  for (const [name, text] of wanted) writeFileSync(join(folder, name), text);
  process.stdout.write(`wrote ${wanted.size} pages\n`);
}
