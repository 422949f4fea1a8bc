import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const services = ['registration', 'assessment', 'payment', 'ledger-sync'];
const usage = 'npm run rebuild -- [--verify] [--service NAME]';

const stop = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
};

/** The services to rebuild, and the arguments for each. */
const read = (
  args: readonly string[],
): { readonly wanted: readonly string[]; readonly options: readonly string[] } => {
  const [options, wanted]: [string[], string[]] = [[], []];
  for (let at = 0; at < args.length; at += 1) {
    const [name = '', inline] = (args[at] ?? '').split('=');
    if (name === '--verify' || name === '--json') options.push(name);
    else if (name === '--service') wanted.push(inline ?? args[(at += 1)] ?? '');
    else stop(`${name} is not an option. Use: ${usage}`);
  }
  const unknown = wanted.find((name) => !services.includes(name));
  return unknown === undefined
    ? { wanted: wanted.length > 0 ? wanted : services, options }
    : stop(`${unknown} is not a service with projections. There are: ${services.join(', ')}.`);
};

/**
 * Each service's own program rebuilds its projections, because only it knows its views; one service after
 * another.
 */
const { wanted, options } = read(process.argv.slice(2));
for (const name of wanted) {
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'apps', name, 'dist/main.js'), 'rebuild', ...options],
    { stdio: 'inherit', env: { ...process.env, TZ: 'Asia/Shanghai' } },
  );
  if (status === 1) process.exitCode = 1;
  // 2 means that it could not begin, so no other could.
  else if (status !== 0) process.exit(status ?? 2);
}
