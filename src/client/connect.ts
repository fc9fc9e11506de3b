import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { messageOf, OperationError } from '../errors/operation-error.ts';

/** One connection to Temporal; whoever opened it closes it. */
export interface Drills {
  client: Client;
  address: string;
  namespace: string;
  close(): Promise<void>;
}

/**
 * Connects by Temporal's own settings: `TEMPORAL_*` variables and its configuration file.
 * Throws OperationError `TemporalUnreachable` after at most 5 s.
 */
export async function connectDrills(env: NodeJS.ProcessEnv = process.env): Promise<Drills> {
  const { connectionOptions, namespace = 'default' } = readSettings(env);
  const address = connectionOptions.address ?? '127.0.0.1:7233';
  const connection = await connect(address, { ...connectionOptions, address, connectTimeout: '5s' });
  return {
    client: new Client({ connection, namespace }),
    address,
    namespace,
    close: async () => await connection.close(),
  };
}

function readSettings(env: NodeJS.ProcessEnv) {
  const variables = Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined);
  try {
    return loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(variables) });
  } catch (cause) {
    throw new OperationError({
      kind: 'TemporalSettings',
      message: `Temporal's settings cannot be read: ${messageOf(cause)}`,
      hint: 'correct the TEMPORAL_* variables or the file that TEMPORAL_CONFIG_FILE names',
      retryable: false,
      cause,
    });
  }
}

async function connect(
  address: string,
  options: Parameters<typeof Connection.connect>[0],
): Promise<Connection> {
  try {
    return await Connection.connect(options);
  } catch (cause) {
    throw new OperationError({
      kind: 'TemporalUnreachable',
      message: `Temporal is not reachable: expected a server at ${address}, got "${messageOf(cause)}"`,
      hint: 'set TEMPORAL_ADDRESS to your server, or start a local one with `drill lab up`',
      retryable: true,
      cause,
    });
  }
}
