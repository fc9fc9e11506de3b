import type { Path } from '../document/mapping.ts';
import { messageOf } from '../errors/operation-error.ts';
import type { Measure } from '../condition/condition.ts';
import { labelsOf, type Sampler } from '../operation/contract.ts';
import type { JsonObject } from '../operation/json.ts';
import { latencyNames } from '../condition/latency-names.ts';
import type { Component } from '../operation/surroundings.ts';
import { compileCall } from './call/compile-call.ts';
import type { PlannedWatch } from './plan.ts';
import type { BoundWatch, Scope } from './scope.ts';

/**
 * Plans the watches: one for each component, called `watch/component` where there are several. Fills `scope.watches`;
 * a watch that is wrong stays there without anything planned, so that its users are not reported as well.
 */
export function compileWatches(scope: Scope): PlannedWatch[] {
  return Object.entries(scope.runbook.watch).flatMap(([name, watch]) => {
    const path = ['watch', name];
    const bound: BoundWatch = { planned: [] };
    scope.watches.set(name, bound);
    const written = {
      operation: watch.sample,
      kind: 'sampler',
      target: watch.target,
      with: watch.with,
    } as const;
    const call = compileCall({ scope, before: new Map() }, written, path);
    if (call === null) return [];
    const sampler = call.operation;
    const components = call.components.filter((component) => component !== null);
    return components.flatMap((component) => {
      const names = readNames(scope, { sampler, component, input: call.with }, path);
      if (names === null) return [];
      const watchName = components.length === 1 ? name : `${name}/${component.name}`;
      bound.planned.push({ name: watchName, component, names });
      const everyMs = scope.environment.pace.every;
      return [
        { watch: watchName, operation: sampler.id, component: component.name, with: call.with, everyMs },
      ];
    });
  });
}

/** What conditions on a watch may name: the sampler's labels, for this component, as shares of all attempts. */
function readNames(
  scope: Scope,
  { sampler, component, input }: { sampler: Sampler; component: Component; input: JsonObject },
  path: Path,
): Record<string, Measure> | null {
  try {
    const labels = labelsOf(sampler, component, input).map((label): [string, Measure] => [label, 'percent']);
    return { ...Object.fromEntries(labels), ...latencyNames };
  } catch (error) {
    scope.report([...path, 'with'], `cannot watch ${component.name} with ${sampler.id}: ${messageOf(error)}`);
    return null;
  }
}
