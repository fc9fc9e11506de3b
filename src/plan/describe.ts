import { quoteConditions } from '../condition/quote-conditions.ts';
import { toPrintable } from '../errors/printable.ts';
import { formatDuration } from '../time/duration.ts';
import { describeSteps } from './describe-steps.ts';
import { describeWindow, writeValue } from './describe-words.ts';
import { describeExpectation } from './expectations/expectations.ts';
import { describeObjective } from './objectives/objectives.ts';
import { flattenSteps, isSeal, type Plan } from './plan.ts';

/** A plan for people: what it touches, every step with its effect, what can be undone, and where there is no way back. */
export function describePlan(plan: Plan): string {
  const isSealed = flattenSteps(plan.steps).some(isSeal);
  const sections = [
    describeHead(plan),
    section('Targets', describeTargets(plan)),
    section(
      `Watches (every ${formatDuration(plan.pace.everyMs)}, held for ${formatDuration(plan.pace.sustainedMs)})`,
      describeWatches(plan),
    ),
    section('Must hold before the first step', plan.steady.map(describeExpectation)),
    section('Steps', describeSteps(plan.steps)),
    section('Who may approve', describeApprovers(plan)),
    section('If it fails or is aborted', describeWayBack(plan, isSealed)),
    isSealed
      ? section('Must hold at the end', plan.settled.map(describeExpectation))
      : section('Must hold at the end', ['the same as before the first step']),
    section('Objectives', plan.objectives.map(describeObjective)),
    section(
      'Claims',
      plan.claims.map(
        ({ claim, watch, window, that }) =>
          `${claim}: ${watch} ${quoteConditions(that)} ${describeWindow(window)}`,
      ),
    ),
  ];
  return toPrintable(sections.filter((text) => text !== '').join('\n\n'));
}

function describeHead({ runbook, environment, parameters, digest }: Plan): string {
  const given = Object.entries(parameters).map(([name, value]) => `${name}=${writeValue(value)}`);
  return [
    `${runbook.title} (${runbook.name} on ${environment.name})`,
    runbook.purpose,
    ...(given.length > 0 ? [`with ${given.join(' ')}`] : []),
    `plan ${digest}`,
  ].join('\n');
}

function section(title: string, lines: string[]): string {
  return lines.length === 0 ? '' : [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

function describeTargets({ targets, surroundings }: Plan): string[] {
  const tags = Object.entries(surroundings.guardrails.requireTag).map(([key, value]) => `${key}=${value}`);
  const lines = targets.map(({ component, region, id }) => {
    if (component === id) return `region ${id}`;
    return `${component}: ${id}${region === null ? '' : ` in ${region}`}`;
  });
  return tags.length === 0
    ? lines
    : [...lines, `AWS resources without the tag ${tags.join(', ')} are never touched`];
}

function describeWatches({ watches }: Plan): string[] {
  return watches.map(({ watch, operation, component }) => `${watch}: ${operation} on ${component}`);
}

function describeApprovers({ steps, people, accept }: Plan): string[] {
  const roles = new Set(flattenSteps(steps).flatMap((step) => (step.verb === 'approve' ? [step.by] : [])));
  return [...roles].map((role) => {
    const names = Object.entries(people).flatMap(([name, person]) =>
      person.roles.includes(role) ? [name] : [],
    );
    return `${role}: ${names.join(', ')} (identity: ${accept})`;
  });
}

function describeWayBack({ undoWithinMs }: Plan, isSealed: boolean): string[] {
  const retried = `undo and heal are retried for ${formatDuration(undoWithinMs)} before a person is asked`;
  if (!isSealed) return ['everything is undone and healed, back to the start', retried];
  return [
    'before the seal: everything is undone and healed, back to the start',
    'from the seal on: it stops and asks; faults are still healed, actions are kept',
    retried,
  ];
}
