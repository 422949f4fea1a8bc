export { Bureaus } from './bureaus';
export { HttpBureau } from './http-bureau';
