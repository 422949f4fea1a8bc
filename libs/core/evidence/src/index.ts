export { hashOf, type HashedFields } from './event-hash';
export { leafOf, MerkleTree, pathOf, rootFrom, rootOf, type Node } from './merkle';
export {
  chainFault,
  eventLeaf,
  nextSeal,
  sealHashOf,
  sealingKeyOf,
  sealKeysOf,
  sealText,
  signatureFault,
  signSeal,
  type Jwk,
  type Seal,
  type Sealable,
  type SealingKey,
  type SealKeys,
  type SignedSeal,
} from './seal';
export { inclusionFault, proofText, sealLine, type Proof, type ProvenEvent, type SealedEvent } from './proof';
