import type { Insurance } from '@canbao/vocabulary';

/** The bureau that owns an insurance, by the role of its officers. */
export const bureauOf = {
  pension: 'hrss',
  medical: 'medical-bureau',
} as const satisfies Readonly<Record<Insurance, string>>;
