import { z } from 'zod';
import { isFreeName } from '../document/fields.ts';
import { isMapping } from '../document/mapping.ts';
import type { Source } from '../document/parse-document.ts';
import { offers } from '../operation/component-kind.ts';
import type { Catalog, Operation } from '../operation/contract.ts';
import type { Runbook } from '../runbook/runbook.ts';

/** A runbook has 200 steps at most; more words than this are none of its names. */
const maxWords = 3_000;

/** An environment in which every word of the runbook is a region, a component and a role, and every need is bound. */
export function standInEnvironment(runbook: Runbook, written: unknown): Source {
  const words = wordsIn(written);
  const needs = Object.entries(runbook.needs).map(([name, need]) => [name, [need].flat()[0]!] as const);
  const kind = needs[0]?.[1] ?? 'none';
  const regions = [...words.filter((word) => /^[a-z][a-z0-9-]{1,40}$/.test(word)), ...regionsOf(runbook)];
  const environment = {
    environment: 'stand-in',
    regions: Object.fromEntries(regions.map((region) => [region, {}])),
    pace: { every: '1ms', sustained: '1ms' },
    components: {
      ...Object.fromEntries(words.map((word) => [word, { kind }])),
      ...Object.fromEntries(needs.map(([name, of]) => [name, { kind: of }])),
    },
    bind: { [runbook.runbook]: Object.fromEntries(needs.map(([name]) => [name, name])) },
    people: { anyone: { roles: ['none', ...words] } },
  };
  return { file: 'stand-in environment', text: JSON.stringify(environment) };
}

/** Values for the regions, of which any will do. What else has no default is left open: references to it say nothing. */
export function standInParameters(runbook: Runbook): Record<string, string> {
  const open = openRegions(runbook);
  return Object.fromEntries(open.map((name, index) => [name, regionsOf(runbook)[index]!]));
}

/** The catalog without what only a real environment has: what components offer, and the labels that they declare. */
export function standInCatalog(catalog: Catalog, written: unknown): Catalog {
  const labels = labelsIn(written);
  return {
    kinds: catalog.kinds.map((kind) => ({
      ...kind,
      settings: unknownSettings,
      is: kind.is.map(({ trait }) => offers({ name: trait.name, shape: unknownSettings }, () => ({}))),
      targets: () => [],
    })),
    operations: catalog.operations.map((operation) => withLabels(operation, labels)),
  };
}

const unknownSettings = z.record(z.string(), z.json());

/** Regions without a default that no `when` asks for: with a value, a step might be left out. */
function openRegions({ parameters, steps }: Runbook): string[] {
  const asked = new Set(namesInWhen(steps));
  return Object.entries(parameters).flatMap(([name, { type, default: given }]) =>
    type === 'region' && given === undefined && !asked.has(name) ? [name] : [],
  );
}

function namesInWhen(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === 'when' && isMapping(inner) ? Object.keys(inner) : namesInWhen(inner),
  );
}

function regionsOf(runbook: Runbook): string[] {
  return openRegions(runbook).map((_, index) => `stand-in-${index + 1}`);
}

/** Labels that a component's settings add are unknown: all that the runbook writes may exist. */
function withLabels(operation: Operation, written: string[]): Operation {
  if (operation.kind !== 'sampler' || operation.ownLabels === undefined) return operation;
  return { ...operation, ownLabels: () => written };
}

/** Names that conditions compare with a share: `clear-error >= 95%`. */
function labelsIn(written: unknown): string[] {
  return textsIn(written).flatMap((text) => /^\s*([A-Za-z][\w-]*)\s*[<>=!]+[^%]*%/.exec(text)?.[1] ?? []);
}

function wordsIn(written: unknown): string[] {
  const words = textsIn(written).filter((text) => /^[A-Za-z][A-Za-z0-9-]{0,62}$/.test(text));
  return [...new Set(words)].filter(isFreeName).slice(0, maxWords);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
