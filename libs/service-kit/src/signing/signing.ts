/** What is signed, how, and with which keys: everything that needs no server. */
export { bodyHash, signatureAlgorithms, signerOf, verifierOf, type SignatureAlgorithm } from './algorithms';
export { BankKeys, signingChannels, type SigningChannel } from './bank-keys';
export { newKey, type NewKey } from './new-key';
export { readClaim, signatureHeader, signedText, writeClaim, type Fields } from './signed-text';
