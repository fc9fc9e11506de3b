import { exampleEnvironment } from '../../support/example-environment.ts';
import type { Runbook } from '../../../src/runbook/runbook.ts';

type Values = Record<string, string>;

/** One set for each shipped runbook, in the example environment; `listSets` makes the others of it. */
export const shippedParameters: Record<string, Values> = {
  'region-failover': { from: 'us-west-2', to: 'us-east-2' },
};

/** What a runbook is compiled with: each value of each `choice`, and all of that there and back. */
export function listSets(declared: Runbook['parameters'], values: Values) {
  const choices = Object.entries(declared).flatMap(([name, { of = [] }]) =>
    of.map((value) => ({ ...values, [name]: value })),
  );
  return [values, ...choices].flatMap((parameters) => [
    { parameters, environment: exampleEnvironment },
    {
      parameters: exchangeValues(declared, parameters),
      // Where the drill runs from must not be what it breaks.
      environment: exampleEnvironment.replace(
        /^runner: (.*)$/m,
        (_, runner) => `runner: ${otherWay(runner)}`,
      ),
    },
  ]);
}

function exchangeValues(declared: Runbook['parameters'], values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      declared[name]?.type === 'region' ? value.split(',').map(otherWay).join(',') : value,
    ]),
  );
}

function otherWay(region: string): string {
  return region === 'us-west-2' ? 'us-east-2' : 'us-west-2';
}
