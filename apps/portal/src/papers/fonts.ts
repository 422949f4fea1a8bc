import { existsSync } from 'node:fs';

/** Noto Sans SC of the package: OFL, 10 MB, cut down to the signs of each paper when it is printed. */
const regular = require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf');

/**
 * Fonts of the system with more signs, for names that the first does not have; a collection names its member.
 * Configuration: where Debian, Fedora and Alpine install Noto CJK.
 */
const wider: readonly (readonly [path: string, family: string])[] = [
  ['/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', 'NotoSansCJKsc-Regular'],
  ['/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc', 'NotoSansCJKsc-Regular'],
  ['/usr/share/fonts/noto/NotoSansCJK-Regular.ttc', 'NotoSansCJKsc-Regular'],
];

/** A font as the printer registers it. */
export interface PaperFont {
  readonly name: string;
  readonly path: string;
  readonly family?: string;
}

/** The fonts of papers, the usual one first. */
export const paperFonts = (): readonly PaperFont[] => [
  { name: 'regular', path: regular },
  ...wider
    .filter(([path]) => existsSync(path))
    .slice(0, 1)
    .map(([path, family]) => ({ name: 'wider', path, family })),
];

/** A piece of a text in one font. */
export interface Run {
  readonly font: string;
  readonly text: string;
}

/**
 * Cuts a text where its fonts change. A sign that no font has is written as its number, 〔U+20BB7〕: a name
 * with a gap in it would be another name.
 */
export const runsOf = (
  text: string,
  fonts: readonly string[],
  has: (font: string, codePoint: number) => boolean,
): Run[] =>
  [...text].reduce<Run[]>((runs, sign) => {
    const codePoint = sign.codePointAt(0) ?? 0;
    const font = fonts.find((each) => has(each, codePoint));
    const next =
      font === undefined
        ? { font: fonts[0] ?? '', text: `〔U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}〕` }
        : { font, text: sign };
    const last = runs.at(-1);
    if (last?.font !== next.font) return [...runs, next];
    return [...runs.slice(0, -1), { font: last.font, text: last.text + next.text }];
  }, []);
