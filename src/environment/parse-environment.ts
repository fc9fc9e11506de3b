import { z } from 'zod';
import { checkDocument, toProblem } from '../document/check-document.ts';
import { explainIssues, maxProblems, type Finding } from '../document/explain-issues.ts';
import { findLiteralSecrets } from '../document/literal-secrets.ts';
import { parseDocument, type ParsedDocument, type Source } from '../document/parse-document.ts';
import { type Path, valueAt } from '../document/mapping.ts';
import type { Problem } from '../errors/problem.ts';
import { suggestName } from '../errors/suggestion.ts';
import { makeComponent, type ComponentKind } from '../operation/component-kind.ts';
import type { JsonObject } from '../operation/json.ts';
import type { Component } from '../operation/surroundings.ts';
import { Environment } from './environment.ts';

export interface ParsedEnvironment {
  document: ParsedDocument;
  /** Null when it does not have the form of an environment. */
  value: Environment | null;
  /** Those components whose settings passed the schema of their kind. */
  components: Record<string, Component>;
  problems: Problem[];
}

/** Reads an environment, its components by the schemas of their kinds. Throws InvalidInput only when it is not YAML. */
export function parseEnvironment(source: Source, kinds: ComponentKind[]): ParsedEnvironment {
  const document = parseDocument(source);
  const checked = checkDocument(document, Environment);
  if (checked.value === null) return { document, ...checked, components: {} };
  const { components, findings } = readComponents(checked.value, document, kinds);
  findings.push(...checkRunner(checked.value), ...checkPace(checked.value));
  findings.push(...checkRegions(checked.value, components));
  const added = findings
    .filter(({ path }) => !isInSecret(document.value, path))
    .map((finding) => toProblem(document, finding));
  return { document, ...checked, components, problems: [...checked.problems, ...added] };
}

/** A literal secret has been reported as such; that its kind expected a reference adds nothing. */
function isInSecret(value: unknown, path: Path): boolean {
  return findLiteralSecrets(valueAt(value, path), path).some((secret) => secret.length === path.length);
}

function readComponents(environment: Environment, document: ParsedDocument, kinds: ComponentKind[]) {
  const components: Record<string, Component> = {};
  const findings: Finding[] = [];
  for (const [name, { kind, ...settings }] of Object.entries(environment.components)) {
    if (findings.length >= maxProblems) break;
    const known = kinds.find((each) => each.kind === kind);
    if (known === undefined) {
      findings.push(refuseKind(['components', name, 'kind'], kind, kinds));
      continue;
    }
    const parsed = known.settings.safeParse(settings);
    if (!parsed.success) {
      findings.push(
        ...explainSettings(name, { schema: known.settings, value: settings }, parsed.error.issues),
      );
      continue;
    }
    const made = tryToMake(known, name, parsed.data);
    if (typeof made !== 'string') components[name] = made;
    else findings.push({ path: ['components', name], at: 'value', what: made, hint: null });
  }
  return { components, findings, document };
}

/** A text says that the kind takes settings of which one of its traits cannot be made. */
function tryToMake(kind: ComponentKind, name: string, settings: JsonObject): Component | string {
  try {
    return makeComponent(kind, name, settings);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const traits = kind.is.map(({ trait }) => trait.name).join(', ');
    return `expected settings that suit ${traits}, got others: ${z.prettifyError(error)}`;
  }
}

function refuseKind(path: Path, kind: string, kinds: ComponentKind[]): Finding {
  const known = kinds.map((each) => each.kind);
  const suggestion = suggestName(kind, known);
  const hint = suggestion === null ? null : `did you mean "${suggestion}"?`;
  return {
    path,
    at: 'value',
    what: `unknown kind: expected one of ${known.join(', ')}, got "${kind}"`,
    hint,
  };
}

function explainSettings(
  name: string,
  judged: Parameters<typeof explainIssues>[0],
  issues: Parameters<typeof explainIssues>[1],
): Finding[] {
  return explainIssues(judged, issues).map((found) => ({
    ...found,
    path: ['components', name, ...found.path],
  }));
}

function checkRunner({ runner, regions }: Environment): Finding[] {
  if (runner === undefined || Object.hasOwn(regions, runner)) return [];
  return [refuseRegion(['runner'], runner, Object.keys(regions))];
}

function checkPace({ pace }: Environment): Finding[] {
  if (pace.sustained >= pace.every) return [];
  const what = `expected at least the ${pace.every} ms of pace.every, got ${pace.sustained} ms`;
  return [
    { path: ['pace', 'sustained'], at: 'value', what, hint: 'a window must hold samples: make it longer' },
  ];
}

/** Every region in which a component has something must be a region of the environment. */
function checkRegions(environment: Environment, components: Record<string, Component>) {
  const regions = Object.keys(environment.regions);
  return Object.values(components).flatMap((component) => {
    const used = new Set(component.targets.map((target) => target.region));
    const strange = [...used].filter((region) => region !== null && !regions.includes(region));
    return strange.map((region) => refuseRegion(['components', component.name], region!, regions));
  });
}

function refuseRegion(path: Path, region: string, regions: string[]): Finding {
  const suggestion = suggestName(region, regions);
  const hint = suggestion === null ? 'add it to regions' : `did you mean "${suggestion}"?`;
  return {
    path,
    at: 'value',
    what: `unknown region: expected one of ${regions.join(', ')}, got "${region}"`,
    hint,
  };
}
