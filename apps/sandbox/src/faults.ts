import { z } from 'zod';

export const Fault = z.strictObject({
  bureau: z.enum(['hrss', 'medical']),
  mode: z.enum(['refuse', 'timeout', 'timeout-after-accept', 'error-500', 'error-500-after-accept', 'down']),
  /** How many requests it hits; all by default. */
  times: z.int().min(1).max(1000).optional(),
  /** Only requests about this person. */
  personId: z.uuid().optional(),
  reason: z.string().max(200).optional(),
});
export type Fault = z.infer<typeof Fault>;

/** The fault menu: what goes wrong next, selectable per bureau and person. */
export class FaultMenu {
  private faults: { readonly fault: Fault; left: number }[] = [];

  set(fault: Fault): void {
    this.faults.push({ fault, left: fault.times ?? Number.MAX_SAFE_INTEGER });
  }

  clear(): void {
    this.faults = [];
  }

  list(): readonly Fault[] {
    return this.faults.map(({ fault }) => fault);
  }

  /** The fault that hits this request, if any; counted. */
  next(bureau: string, personId: string | undefined): Fault | undefined {
    const hit = this.faults.find(
      ({ fault }) => fault.bureau === bureau && (fault.personId === undefined || fault.personId === personId),
    );
    if (hit === undefined) return undefined;
    hit.left -= 1;
    if (hit.left <= 0) this.faults = this.faults.filter((other) => other !== hit);
    return hit.fault;
  }
}
