import type { FastifyInstance, FastifyReply } from 'fastify';
import { fastify } from 'fastify';
import type { Order, OrderAnswer, Orders } from './orders.ts';

const newOrder = {
  type: 'object',
  required: ['item', 'quantity'],
  additionalProperties: false,
  properties: {
    item: { type: 'string', minLength: 1, maxLength: 200 },
    quantity: { type: 'integer', minimum: 1, maximum: 1000 },
  },
};
const orderId = { type: 'object', properties: { id: { type: 'integer', minimum: 0 } } };
const apiKey = { type: 'object', properties: { 'x-api-key': { type: 'string' } } };

interface WithKey {
  Headers: { 'x-api-key'?: string };
}

/** The HTTP side of the reference service; every answer, errors too, says in `x-region` which region gave it. */
export function createApp(region: string, orders: Orders): FastifyInstance {
  const app = fastify({ forceCloseConnections: true });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('x-region', region);
  });
  app.get('/health', async (_request, reply) => {
    const health = await orders.checkHealth();
    return health.outcome === 'ok'
      ? { status: 'ok', region, canWrite: health.canWrite }
      : reply.code(503).send({ status: 'unavailable', region, reason: health.reason });
  });
  app.get<WithKey & { Params: { id: number } }>(
    '/orders/:id',
    { schema: { params: orderId, headers: apiKey } },
    async (request, reply) => {
      const answer = await orders.read(request.headers['x-api-key'] ?? '', request.params.id);
      return sendAnswer(reply, answer, 200);
    },
  );
  app.post<WithKey & { Body: Omit<Order, 'id'> }>(
    '/orders',
    { schema: { body: newOrder, headers: apiKey } },
    async (request, reply) => {
      const answer = await orders.take(request.headers['x-api-key'] ?? '', request.body);
      return sendAnswer(reply, answer, 201);
    },
  );
  return app;
}

function sendAnswer(reply: FastifyReply, answer: OrderAnswer, successStatus: number): FastifyReply {
  if (answer.outcome === 'ok') return reply.code(successStatus).send(answer.order);
  if (answer.outcome === 'unknown-key') return reply.code(401).send({ error: 'unknown api key' });
  if (answer.outcome === 'no-such-order') return reply.code(404).send({ error: 'no such order' });
  return reply.code(503).send({ error: answer.reason });
}
