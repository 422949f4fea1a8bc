/** The two schemes of medical insurance (guide G3.2.2). */
export const schemes = ['pooled', 'with-account'] as const;

/** `pooled` 单建统筹 (no personal account), `with-account` 统账结合. */
export type Scheme = (typeof schemes)[number];
