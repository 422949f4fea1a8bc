import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const app = join(root, 'apps/payer');
const sources = [
  'apps/payer/src',
  'apps/payer/config',
  'apps/payer/babel.config.js',
  'apps/payer/package-lock.json',
  'apps/payer/project.config.json',
  'libs/core/vocabulary/src',
];

/** A wallet that a mini-program is built for, as Taro calls it. */
export type Platform = 'weapp' | 'alipay';

/** The folder of a built mini-program. */
export const folderOf = (platform: Platform): string => join(app, 'dist', platform);
const markOf = (platform: Platform): string => join(folderOf(platform), '.sources');

const filesIn = (path: string): string[] =>
  statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => filesIn(join(path, name))) : [path];

const sourceHash = (): string => {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((path) => filesIn(join(root, path))).toSorted())
    hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file));
  return hash.digest('hex');
};

const isFresh = (platform: Platform): boolean =>
  existsSync(markOf(platform)) && readFileSync(markOf(platform), 'utf8') === sourceHash();

const isThere = (platform: Platform): boolean =>
  existsSync(join(app, `node_modules/@tarojs/plugin-platform-${platform}`));

/**
 * Sees to the packages of a build that is due; those of mini-programs are devDependencies, which `npm start`
 * leaves out. Why it cannot be built, where npm cannot bring them.
 */
export const whyNot = (platform: Platform): string | undefined => {
  if (isFresh(platform) || isThere(platform)) return undefined;
  const options = ['--no-save', '--include=dev', '--no-audit', '--no-fund', '--fetch-retries=1'];
  spawnSync('npm', ['install', ...options], { cwd: app, stdio: 'ignore', timeout: 300_000 });
  return isThere(platform) ? undefined : 'npm cannot bring the packages of apps/payer';
};

/**
 * Builds the mini-program where it is not as its sources are (15 s of a processor).
 * @throws where it does not compile, or with the warnings that would be errors in a wallet
 */
export const build = async (platform: Platform): Promise<void> => {
  if (isFresh(platform)) return;
  const hash = sourceHash();
  const said = await new Promise<string>((resolve) => {
    const env = { ...process.env, NODE_ENV: 'production', SCREEN_OUT: folderOf(platform) };
    const child = spawn('npm', ['run', platform], { cwd: app, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.once('close', (status) => resolve(`${output}\nended with ${status}`));
  });
  // A page of a mini-program is its wallet's: what others import from it is not there.
  if (!said.endsWith('ended with 0') || /was not found in/.test(said) || !existsSync(folderOf(platform)))
    throw new Error(`the mini-program for ${platform} does not compile:\n${said.slice(-4000)}`);
  writeFileSync(markOf(platform), hash);
};
