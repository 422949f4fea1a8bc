// Checks a proof, or a file of seals, offline. Needs Node 20 and nothing else; reads only its arguments.
//
//   node check.mjs proof.json public.jwk                   is what the proof says true?
//   node check.mjs proof.json public.jwk payment.jsonl     and is its seal one of those handed over?
//   node check.mjs --seals payment.jsonl public.jwk        is the chain of seals whole?
//
// Prints "true …" and ends with 0, or "false: …" with the reason and ends with 1.
//
// How it hangs together: an event's hash covers everything that was stored of it and the hash of the event
// before it in its stream. The position and the hash of each event are a leaf of a Merkle tree (RFC 9162); a
// seal signs the root of the tree with Ed25519 and names the hash of the seal before it. Whoever changes an
// event must change the root, and cannot sign another.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const usage =
  'node check.mjs proof.json public.jwk [seals.jsonl]\nnode check.mjs --seals seals.jsonl public.jwk\n';
const sealFields = 'service number from to count root previous sealedAt keyId signature'.split(' ');
const eventFields =
  'position stream version type revision subject topic recordedAt actor causationId previousHash data'.split(
    ' ',
  );
const zeros = '0'.repeat(64);

/** Ends the check: what is given is not true. */
class False extends Error {}
const must = (holds, otherwise) => {
  if (!holds) throw new False(otherwise);
};

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const isHash = (text) => typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);
const isPosition = (text) => typeof text === 'string' && /^[1-9]\d{0,18}$/.test(text);
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

/** The bytes of a file as text; a byte that is not UTF-8 is an error. */
const textOf = (file) => {
  const bytes = readFileSync(file);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new False(`${file} is not UTF-8`);
  }
};
const jsonOf = (text, what) => {
  try {
    return JSON.parse(text);
  } catch {
    throw new False(`${what} is not JSON`);
  }
};
/** The object with these fields in this order, and no others. */
const inForm = (value, fields) => {
  must(typeof value === 'object' && value !== null, 'a part of the file is missing');
  return Object.fromEntries(fields.map((field) => [field, value[field]]));
};

/** Public keys by name, from a JWK or a JWK set. */
const keysOf = (file) => {
  const jwk = jsonOf(textOf(file), file);
  return new Map((jwk.keys ?? [jwk]).map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })]));
};

// ---- Seals

const sealText = (seal) =>
  JSON.stringify(['canbao-seal-1', ...sealFields.slice(0, -1).map((field) => seal[field])]);

const checkSeal = (seal, keys) => {
  const what = `seal ${seal.number}`;
  const counts = isCount(seal.number) && isCount(seal.count);
  const hashes = isHash(seal.root) && isHash(seal.previous);
  must(
    counts && hashes && isPosition(seal.from) && isPosition(seal.to),
    `${what} is not in the form of a seal`,
  );
  const key = keys.get(seal.keyId);
  must(
    key !== undefined,
    `${what} is signed by the key ${seal.keyId}, which is not in the file of public keys`,
  );
  const signature = Buffer.from(String(seal.signature), 'base64url');
  const isSigned =
    signature.toString('base64url') === seal.signature &&
    verify(null, Buffer.from(sealText(seal)), key, signature);
  must(isSigned, `the signature of ${what} is not of its text`);
};

/** Checks the chain in a file of seals; returns the seals. */
const checkSeals = (file, keys) => {
  const lines = textOf(file).split('\n');
  must(lines.pop() === '', 'the file of seals is cut off in the middle of a line');
  must(lines.length > 0, 'the file of seals is empty');
  let before;
  return lines.map((line, index) => {
    const what = `line ${index + 1} of the seals`;
    const seal = inForm(jsonOf(line, what), sealFields);
    must(JSON.stringify(seal) === line, `${what} is not as it was written`);
    checkSeal(seal, keys);
    must(seal.number === index + 1, `${what} is seal ${seal.number}: one is missing or out of order`);
    must(before === undefined || before.service === seal.service, `${what} is of another service`);
    const previous = before === undefined ? zeros : sha256(sealText(before)).toString('hex');
    must(seal.previous === previous, `seal ${seal.number} does not name the hash of the seal before it`);
    const begins = BigInt(before?.to ?? 0) + 1n;
    must(BigInt(seal.from) === begins, `seal ${seal.number} does not begin where the seal before it ends`);
    must(BigInt(seal.to) >= BigInt(seal.from), `seal ${seal.number} covers nothing`);
    before = seal;
    return seal;
  });
};

// ---- Proofs

const eventHash = (event) =>
  sha256(
    JSON.stringify([
      event.previousHash,
      event.stream,
      event.version,
      event.type,
      event.revision,
      event.subject,
      event.topic,
      event.recordedAt,
      event.actor,
      event.causationId,
    ]) + event.data,
  ).toString('hex');

/** The root to which a path leads (RFC 9162 §2.1.3.2); undefined where no tree has such a path. */
const rootFrom = (leaf, index, count, path) => {
  let [position, last, node] = [index, count - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return undefined;
    const isRight = position % 2 === 1 || position === last;
    node = isRight ? sha256(Buffer.of(1), sibling, node) : sha256(Buffer.of(1), node, sibling);
    if (isRight)
      while (position % 2 === 0 && position > 0) [position, last] = [position / 2, Math.floor(last / 2)];
    [position, last] = [Math.floor(position / 2), Math.floor(last / 2)];
  }
  return last === 0 ? node.toString('hex') : undefined;
};

const checkEvent = ({ event, index, path, seal }, keys) => {
  const what = `${event.type} (${event.stream} version ${event.version})`;
  const texts = [event.stream, event.type, event.subject, event.recordedAt, event.actor, event.data];
  const isInForm =
    isPosition(event.position) && isHash(event.previousHash) && isCount(index) && path.every(isHash);
  must(
    isInForm && texts.every((text) => typeof text === 'string' && text.isWellFormed()),
    `${what} is not in the form of an event`,
  );
  checkSeal(seal, keys);
  const leaf = sha256(Buffer.of(0), `${event.position}:${eventHash(event)}`);
  const nodes = path.map((node) => Buffer.from(node, 'hex'));
  const isBelow = index < seal.count && rootFrom(leaf, index, seal.count, nodes) === seal.root;
  must(isBelow, `${what} is not below seal ${seal.number}: it was changed, or never stored like this`);
  const isInRange = BigInt(event.position) >= BigInt(seal.from) && BigInt(event.position) <= BigInt(seal.to);
  must(isInRange, `${what} is not in the range of seal ${seal.number}`);
};

/** The proof of a file, which has exactly one form: a byte more or less is an error. */
const proofOf = (file) => {
  const text = textOf(file);
  const read = jsonOf(text, file);
  must(read?.format === 'canbao-proof-1', `${file} is not a proof`);
  const [name] = Object.keys(read.about ?? {});
  must(name === 'receiptNo' || name === 'quoteId', `${file} does not say what it is about`);
  must(Array.isArray(read.events) && read.events.length > 0, `${file} proves nothing`);
  const proof = {
    format: read.format,
    about: inForm(read.about, [name]),
    events: read.events.map((one) => {
      const { event, index, path, seal } = inForm(one, ['event', 'index', 'path', 'seal']);
      must(Array.isArray(path), 'a path is missing');
      return { event: inForm(event, eventFields), index, path, seal: inForm(seal, sealFields) };
    }),
  };
  must(`${JSON.stringify(proof, undefined, 2)}\n` === text, `${file} is not as it was written`);
  return proof;
};

const checkProof = (file, keys, handedOver) => {
  const { about, events } = proofOf(file);
  for (const one of events) {
    checkEvent(one, keys);
    const known = handedOver?.[one.seal.number - 1];
    const isKnown =
      handedOver === undefined || (known !== undefined && sealText(known) === sealText(one.seal));
    must(isKnown, `seal ${one.seal.number} is not in the file of seals that was handed over`);
  }
  const [[name, id]] = Object.entries(about);
  const [first, ...others] = events.map(({ event }) => jsonOf(event.data, 'the data of an event'));
  must(first?.[name] === id, `${events[0].event.type} is not about ${name} ${id}`);
  const isOne = others.every(({ orderId }) => orderId !== undefined && orderId === first.orderId);
  must(isOne, 'the events are not about one order');
  return [
    `${name} ${id}`,
    ...events.map(
      ({ event, seal }) =>
        `  ${event.recordedAt} ${event.type}, by ${event.actor}; ` +
        `below seal ${seal.number} of ${seal.service}, ${seal.sealedAt}\n    ${event.data}`,
    ),
  ].join('\n');
};

const run = (args) => {
  if (args[0] === '--seals' && args.length === 3) {
    const seals = checkSeals(args[1], keysOf(args[2]));
    const { service, to, sealedAt } = seals.at(-1);
    return `${seals.length} seals of ${service} up to position ${to}, the last at ${sealedAt}`;
  }
  if (args[0] === '--seals' || args.length < 2 || args.length > 3) return undefined;
  const keys = keysOf(args[1]);
  return checkProof(args[0], keys, args[2] === undefined ? undefined : checkSeals(args[2], keys));
};

try {
  const said = run(process.argv.slice(2));
  process.stdout.write(said === undefined ? usage : `true ${said}\n`);
  process.exitCode = said === undefined ? 2 : 0;
} catch (error) {
  // Whatever goes wrong on the way, nothing is proven.
  process.stdout.write(`false: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
