import { type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import { z } from 'zod';
import type { AwsServer } from './aws-http.ts';
import { endpointModes } from './endpoint-mode.ts';
import type { AwsLedger } from './ledger.ts';
import { PowerRefusal, type PowerGrid } from './power.ts';
import { replicationProxy } from './published-addresses.ts';
import type { RdsControlPlane } from './rds/contract.ts';
import type { ServiceFleet } from './service-fleet.ts';
import type { TemporalServer } from './temporal.ts';
import type { Network } from './toxiproxy.ts';

export interface ControlOptions {
  labId: string;
  port: number;
  regions: string[];
  power: PowerGrid;
  services: ServiceFleet;
  network: Network;
  rds: RdsControlPlane;
  ledger: AwsLedger;
  temporal: TemporalServer;
  /** By region, and `global`. */
  endpoints: Map<string, AwsServer>;
  /** Brings both regions back to their first state. */
  reset(): Promise<void>;
}

const PowerOrder = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal(false), owner: z.string().min(1) }),
  z.strictObject({ on: z.literal(true), keepOff: z.array(z.string()).default([]) }),
]);
const PowerControl = z.strictObject({ mode: z.enum(['obey', 'ignore']) });
const EndpointControl = z.strictObject({ mode: z.enum(endpointModes) });
const Running = z.strictObject({ running: z.boolean() });
const ReplicationControl = z.strictObject({ frozen: z.boolean() });

/** Starts the lab's control API: what plays the fate of the regions, as opposed to the AWS API of their owners. */
export async function startControl(options: ControlOptions): Promise<FastifyInstance> {
  const app = fastify({ forceCloseConnections: true });
  app.setErrorHandler((error, _request, reply) => sendError(reply, error));
  addPowerRoutes(app, options);
  addTestRoutes(app, options);
  app.get('/ledger', () => options.ledger.list());
  app.get('/power-orders', () => options.power.listOrders());
  app.get('/status', () => describeStatus(options));
  app.post('/reset', async () => {
    await options.reset();
    return describeStatus(options);
  });
  await app.listen({ host: '127.0.0.1', port: options.port });
  return app;
}

function addPowerRoutes(app: FastifyInstance, { power }: ControlOptions): void {
  app.get<ByRegion>('/regions/:region/power', ({ params }) => power.read(params.region));
  app.put<ByRegion>('/regions/:region/power', ({ params, body }) =>
    power.order(params.region, PowerOrder.parse(body)),
  );
}

function addTestRoutes(app: FastifyInstance, { power, network, temporal, endpoints }: ControlOptions): void {
  app.put<ByRegion>('/regions/:region/power-control', ({ params, body }) => {
    const control = PowerControl.parse(body);
    power.setMode(params.region, control.mode);
    return control;
  });
  app.put<ByRegion>('/services/:region', async ({ params, body }) => {
    const control = Running.parse(body);
    await power.setServiceRunning(params.region, control.running);
    return control;
  });
  app.put<{ Params: { endpoint: string } }>('/endpoints/:endpoint', ({ params, body }, reply) => {
    const control = EndpointControl.parse(body);
    const endpoint = endpoints.get(params.endpoint);
    if (endpoint === undefined) return reply.code(404).send({ error: 'no such endpoint' });
    endpoint.setMode(control.mode);
    return control;
  });
  app.put<{ Params: { replica: string } }>('/replication/:replica', async ({ params, body }) => {
    const control = ReplicationControl.parse(body);
    await network.setFrozen(replicationProxy(params.replica), control.frozen);
    return control;
  });
  app.post('/network/restart', async () => {
    await network.restart();
    return {};
  });
  app.put('/temporal', async ({ body }) => {
    const control = Running.parse(body);
    await (control.running ? temporal.start() : temporal.kill());
    return control;
  });
}

interface ByRegion {
  Params: { region: string };
}

function describeStatus(options: ControlOptions) {
  const regions = options.regions.map((name) => {
    const running = options.services.isRunning(name);
    return [name, { power: options.power.read(name), service: { running } }];
  });
  return { id: options.labId, regions: Object.fromEntries(regions), instances: options.rds.listInstances() };
}

function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  if (error instanceof z.ZodError) return reply.code(400).send({ error: z.prettifyError(error) });
  if (error instanceof PowerRefusal) return reply.code(409).send({ error: error.message });
  return reply.code(500).send({ error: error instanceof Error ? error.message : String(error) });
}
