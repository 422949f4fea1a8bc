export { Bureaus } from './bureaus';
export { HttpBureau, type BureauTls } from './http-bureau';
