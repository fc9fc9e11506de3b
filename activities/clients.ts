import type { Clients } from '../src/operation/clients.ts';
import type { Surroundings } from '../src/operation/surroundings.ts';
import { createAwsClients, type AwsCall } from './clients/aws.ts';
import { sendRequest } from './clients/http.ts';
import { createNameClient } from './clients/names.ts';
import { connectPostgres } from './clients/postgres.ts';

/**
 * Clients for one set of surroundings. SDKs are loaded at first use; every AWS call, answered or not, is told to `onCall`.
 * Names are resolved with the environment's resolvers alone. `close` drops idle connections.
 */
export function createClients(
  surroundings: Surroundings,
  onCall: (call: AwsCall) => void,
): Clients & { close(): Promise<void> } {
  const names = createNameClient(surroundings.resolvers);
  return {
    ...createAwsClients(surroundings, onCall),
    postgres: (address) => connectPostgres(address, names.findAddress),
    http: (request) => sendRequest(request, names.findAddress),
    resolveName: names.resolveName,
    resolvers: names.resolvers,
  };
}
