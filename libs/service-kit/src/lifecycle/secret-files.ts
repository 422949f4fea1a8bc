import { readFileSync, statSync } from 'node:fs';

/** The settings of one process as text; undefined where one is left out. */
export type Given = Readonly<Record<string, string | undefined>>;

const readableByOthers = 0o004;

/**
 * The named settings from an environment. `<NAME>_FILE` names a file that holds the setting, as containers
 * pass secrets. An empty setting counts as left out. A fault is one sentence.
 */
export const withSecretFiles = (
  names: readonly string[],
  env: NodeJS.ProcessEnv,
): { readonly given: Given; readonly faults: readonly string[] } => {
  const faults: string[] = [];
  const valueOf = (name: string): string | undefined => {
    const [value, file] = [env[name] || undefined, env[`${name}_FILE`] || undefined];
    if (file === undefined || names.includes(`${name}_FILE`)) return value;
    if (value !== undefined) faults.push(`${name} and ${name}_FILE are both set: leave one of them out.`);
    const fault = fileFault(`${name}_FILE`, file, true);
    if (fault === undefined) return readFileSync(file, 'utf8').trim() || undefined;
    faults.push(fault);
    return undefined;
  };
  return { given: Object.fromEntries(names.map((name) => [name, valueOf(name)])), faults };
};

/** Why a file cannot be used; undefined when it can. `name` is the setting that names it. */
export const fileFault = (name: string, file: string, isSecret: boolean): string | undefined => {
  try {
    const { mode } = statSync(file);
    readFileSync(file);
    if (!isSecret || (mode & readableByOthers) === 0) return undefined;
    return `${name}: ${file} can be read by every user of this machine; run chmod o-r on it.`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return `${name}: ${file} cannot be read (${code}); correct the path or its rights.`;
  }
};
