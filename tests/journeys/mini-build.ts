import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const app = join(root, 'apps/payer');
const sources = ['src', 'config', 'package-lock.json', 'babel.config.js', '../../libs/core/vocabulary/src'];

const filesIn = (path: string): string[] =>
  statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => filesIn(join(path, name))) : [path];

const sourceHash = (): string => {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((path) => filesIn(join(app, path))).toSorted())
    hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest('hex');
};

/**
 * The mini-program as its sources are: built where it is not, which takes a minute the first time. Without its
 * packages, and without a registry that has them, it is skipped, and why.
 * @throws when it does not compile
 */
export const builtMiniProgram = (
  platform: 'weapp' | 'alipay',
): { readonly folder: string } | { readonly skipped: string } => {
  const folder = join(app, 'dist', platform);
  const mark = join(folder, '.sources');
  const hash = sourceHash();
  if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) return { folder };
  if (!existsSync(join(app, `node_modules/@tarojs/plugin-platform-${platform}`))) {
    const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: app, timeout: 600_000 });
    if (status !== 0) return { skipped: 'npm cannot bring the packages of apps/payer' };
  }
  execFileSync('npm', ['run', platform], {
    cwd: app,
    env: { ...process.env, NODE_ENV: 'production', SCREEN_OUT: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  writeFileSync(mark, hash);
  return { folder };
};
