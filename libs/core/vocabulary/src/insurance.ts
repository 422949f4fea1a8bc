/** The two insurances (险种) that flexibly employed people pay for. */
export const insurances = ['pension', 'medical'] as const;

/** `pension` 基本养老保险, `medical` 基本医疗保险. */
export type Insurance = (typeof insurances)[number];

/** Whose ledger an insurance is: human resources and social security (人社), the medical bureau (医保). */
export const bureaus = { pension: 'hrss', medical: 'medical-bureau' } as const satisfies Readonly<
  Record<Insurance, string>
>;

/** The insurances whose facts a role may read: a bureau those of its own ledger, every other role both. */
export const insurancesShownTo = (role: string): readonly Insurance[] => {
  const own = insurances.filter((insurance) => bureaus[insurance] === role);
  return own.length === 0 ? insurances : own;
};
