/** The two insurances (险种) that flexibly employed people pay for. */
export const insurances = ['pension', 'medical'] as const;

/** `pension` 基本养老保险, `medical` 基本医疗保险. */
export type Insurance = (typeof insurances)[number];
