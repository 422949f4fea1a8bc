import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '@canbao/calendar';
import { Uuid } from '@canbao/contracts';
import { seal, unseal } from '../security/sealing';
import { base32, fromBase32 } from './base32';

/**
 * The secrets behind the codes on papers, shared by payment and registration: 32 bytes or more each, in
 * base64url, by key id. `current` writes; a former one is kept as long as its papers may be shown to anybody.
 */
export const PaperKeys = z
  .strictObject({ current: z.string(), secrets: z.record(z.string(), z.base64url().min(43)) })
  .refine(({ current, secrets }) => current in secrets, 'current is not one of the secrets');
export type PaperKeys = z.infer<typeof PaperKeys>;

/** A key ring for one process, of which no paper outlives it. */
export const ownPaperKeys = (): PaperKeys => ({
  current: 'own',
  secrets: { own: randomBytes(32).toString('base64url') },
});

const kinds = ['receipt', 'certificate', 'statement', 'record'] as const;
const [referenceBytes, macBytes] = [10, 9] as const;
/** Configuration: how long the portal may take to put the name on a paper. */
const holderMs = 5 * 60_000;

/** What a code names before anything about it is believed. */
export interface ClaimedPaper {
  readonly kind: (typeof kinds)[number];
  /** Ten bytes that lead to the paper. */
  readonly reference: Buffer;
}

/** What a code claims to be, however it was typed; undefined where it is no code at all. */
export const claimOf = (code: string): ClaimedPaper | undefined => {
  const bytes = fromBase32(code);
  const kind = kinds[bytes?.[0] ?? kinds.length];
  if (bytes?.length !== 1 + referenceBytes + macBytes || kind === undefined) return undefined;
  return { kind, reference: bytes.subarray(1, 1 + referenceBytes) };
};

/**
 * Codes on papers (防伪码): what the paper is, where its facts are found, and a keyed hash over the facts.
 * Whoever has no secret cannot make one (72 bits), and a true code belongs to one paper alone (ADR 45).
 */
export class PaperCodes {
  constructor(private readonly settings: PaperKeys) {}

  /** 32 signs in groups of four. `facts` is what never changes of the paper. */
  write({ kind, reference }: ClaimedPaper, facts: string): string {
    const head = Buffer.concat([Buffer.from([kinds.indexOf(kind)]), reference]);
    const mac = this.macOf(this.settings.current, head, facts);
    const code = base32(Buffer.concat([head, mac]));
    return code.match(/.{1,4}/g)?.join('-') ?? '';
  }

  /** What a code claims to be, however it was typed; undefined where it is no code at all. */
  read(code: string): ClaimedPaper | undefined {
    return claimOf(code);
  }

  /** Whether one of the secrets wrote the code for these facts. */
  isGenuine(code: string, facts: string): boolean {
    const bytes = fromBase32(code) ?? Buffer.alloc(0);
    const [head, mac] = [bytes.subarray(0, 1 + referenceBytes), bytes.subarray(1 + referenceBytes)];
    if (mac.length !== macBytes) return false;
    return Object.keys(this.settings.secrets).some((id) => timingSafeEqual(this.macOf(id, head, facts), mac));
  }

  /** Who is meant, for registration alone, and no longer than the portal may take to ask for the name. */
  holderOf(personId: string, now: Instant): string {
    return this.sealHolder(personId, Date.parse(now) + holderMs);
  }

  /** A person's id for registration's eyes, until the instant in ms; nobody else can read or make one. */
  sealHolder(personId: string, untilMs: number): string {
    const text = Buffer.from(`${personId} ${untilMs}`);
    return seal(this.keyOf('holder', this.settings.current), text, 'holder').toString('base64url');
  }

  /** The person of a ticket; undefined for one that is not ours, or too old. */
  openHolder(ticket: string, nowMs: number): string | undefined {
    const sealed = Buffer.from(ticket, 'base64url');
    for (const id of Object.keys(this.settings.secrets)) {
      const [personId, until] = this.opened(sealed, id)?.split(' ') ?? [];
      if (personId !== undefined && nowMs < Number(until)) return Uuid.safeParse(personId).data;
    }
    return undefined;
  }

  private opened(sealed: Buffer, id: string): string | undefined {
    try {
      return unseal(this.keyOf('holder', id), sealed, 'holder').toString();
    } catch {
      return undefined;
    }
  }

  private macOf(id: string, head: Buffer, facts: string): Buffer {
    const mac = createHmac('sha256', this.keyOf('code', id))
      .update(head)
      .update(hash('sha256', facts, 'buffer'));
    return mac.digest().subarray(0, macBytes);
  }

  /** Each use has a key of its own. */
  private keyOf(use: 'code' | 'holder', id: string): Buffer {
    const secret = Buffer.from(this.settings.secrets[id] ?? '', 'base64url');
    return createHmac('sha256', secret).update(`canbao paper ${use}`).digest();
  }
}
