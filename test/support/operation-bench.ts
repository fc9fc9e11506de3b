import { readFileSync } from 'node:fs';
import { catalog } from '../../activities/catalog.ts';
import type { AwsCall } from '../../activities/clients/aws.ts';
import { createClients } from '../../activities/clients.ts';
import { createContext } from '../../activities/context.ts';
import type { LabDescription } from '../../infra/lab/lab-directory.ts';
import { parseEnvironment } from '../../src/environment/parse-environment.ts';
import type { OperationContext } from '../../src/operation/contract.ts';
import type { Surroundings } from '../../src/operation/surroundings.ts';
import { patience } from './patience.ts';

export interface OperationBench {
  surroundings: Surroundings;
  /** Every AWS call that the bench's clients made. */
  calls: AwsCall[];
  /** A context as a worker makes it, for one step on a component. */
  makeContext(component: string | null, step?: string): OperationContext;
  close(): Promise<void>;
}

/** Real operations with real clients against a lab; secrets and credentials come from this process's environment, as in a worker. */
export function createOperationBench(description: LabDescription): OperationBench {
  Object.assign(process.env, description.env);
  const surroundings = readSurroundings(description.environmentFile);
  const calls: AwsCall[] = [];
  const clients = createClients(surroundings, (call) => calls.push(call));
  const makeContext = (component: string | null, step = 'step') =>
    createContext({
      drill: { id: 'drill-1', key: 'k1', step },
      surroundings,
      component: component === null ? null : (surroundings.components[component] ?? null),
      clients,
      signal: AbortSignal.timeout(patience.drillMs),
      mutate: (_, call) => call(),
      beat: () => {},
      log: { info: () => {}, warn: () => {} },
      readSeries: (watch) => Promise.reject(new Error(`no samples of ${watch} here`)),
    });
  return { surroundings, calls, makeContext, close: () => clients.close() };
}

function readSurroundings(file: string): Surroundings {
  const { value, components, problems } = parseEnvironment(
    { file, text: readFileSync(file, 'utf8') },
    catalog.kinds,
  );
  if (value === null || problems.length > 0) throw new Error(JSON.stringify(problems));
  const regions = Object.entries(value.regions).map(
    ([name, { endpoints, power }]) => [name, { endpoints, power: power ?? null }] as const,
  );
  return {
    environment: value.environment,
    account: value.account?.id ?? null,
    regions: Object.fromEntries(regions),
    globalEndpoints: value.global.endpoints,
    resolvers: value.resolvers,
    components,
    guardrails: value.guardrails,
  };
}
