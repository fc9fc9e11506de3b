import type { Source } from '../document/parse-document.ts';
import { InvalidInput } from '../errors/problem.ts';
import type { ComponentKind } from '../operation/component-kind.ts';
import type { Surroundings } from '../operation/surroundings.ts';
import { parseEnvironment, type ParsedEnvironment } from './parse-environment.ts';

/** The part of an environment that operations see, from its text. Throws InvalidInput with all problems. */
export function readSurroundingsOf(source: Source, kinds: ComponentKind[]): Surroundings {
  const environment = parseEnvironment(source, kinds);
  if (environment.problems.length > 0) throw new InvalidInput(environment.problems);
  return surroundingsOf(environment);
}

/** The part of a valid environment that operations see. */
export function surroundingsOf({ value, components }: ParsedEnvironment): Surroundings {
  const environment = value!;
  const regions = Object.entries(environment.regions).map(([name, { endpoints, power }]) => {
    return [name, { endpoints, power: power ?? null }] as const;
  });
  return {
    environment: environment.environment,
    account: environment.account?.id ?? null,
    regions: Object.fromEntries(regions),
    globalEndpoints: environment.global.endpoints,
    resolvers: environment.resolvers,
    components,
    guardrails: environment.guardrails,
  };
}
