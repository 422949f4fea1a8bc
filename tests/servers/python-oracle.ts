import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A Python that has one pinned package, or why there is none. */
export type PythonOracle =
  | { readonly python: string; readonly reason?: undefined }
  | { readonly python?: undefined; readonly reason: string };

/** Configuration: making the environment and fetching the package, once for each machine. */
const setUpMs = 180_000;

/** Makes a virtual environment with the package, such as `a-package==1.2.3`, below `node_modules/.cache`. */
export const pythonWith = (requirement: string): PythonOracle => {
  const folder = join(__dirname, '../../node_modules/.cache', `python-${requirement.replace('==', '-')}`);
  const python = join(folder, 'bin/python');
  const done = join(folder, 'whole');
  if (existsSync(done)) return { python };
  rmSync(folder, { recursive: true, force: true });
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ['python3', ['-m', 'venv', folder]],
    [python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement]],
  ];
  for (const [command, args] of steps) {
    const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: setUpMs });
    if (status !== 0)
      return { reason: (error?.message ?? stderr.trim().split('\n').at(-1) ?? '').slice(0, 200) };
  }
  writeFileSync(done, '');
  return { python };
};
