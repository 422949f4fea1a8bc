import type { FastifyInstance } from 'fastify';

/** The answer to a message of somebody else's form, in that form. */
export class RawAnswer {
  constructor(
    readonly status: number,
    readonly contentType: string,
    readonly text: string,
  ) {}
}

/** Sends what a controller answers as {@link RawAnswer} with its own status and content type. */
export const sendRawAnswers = (fastify: FastifyInstance): void => {
  fastify.addHook('preSerialization', async (_request, reply, payload) => {
    if (!(payload instanceof RawAnswer)) return payload;
    void reply
      .status(payload.status)
      .header('content-type', payload.contentType)
      .serializer((text: unknown) => text as string);
    return payload.text;
  });
};
