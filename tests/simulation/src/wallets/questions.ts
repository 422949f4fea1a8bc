/** When an order or a pack is asked about next; it survives every crash. */
export type Questions = Map<string, { phase: string; asked: number; dueMs: number }>;
