import { z } from 'zod';
import { isFreeName } from '../document/fields.ts';
import type { Source } from '../document/parse-document.ts';
import { offers, type ComponentKind } from '../operation/component-kind.ts';
import type { Catalog, Operation } from '../operation/contract.ts';
import type { Trait } from '../operation/traits.ts';
import type { Parameter, Runbook } from '../runbook/runbook.ts';

/** A runbook has 200 steps at most; more words than this are none of its names. */
const maxWords = 3_000;

/**
 * An environment in which every word of the runbook is a region, a component and a role, and every need is bound. Needs are
 * of their kind; any other component may be of any kind.
 */
export function standInEnvironment(runbook: Runbook, written: unknown): Source {
  const words = [...wordsIn(written), ...ownNames(runbook)];
  const needs = Object.entries(runbook.needs).map(
    ([name, need]) => [name, nameNeed(runbook, name), [need].flat()[0]!] as const,
  );
  const regions = words.filter((word) => /^[a-z][a-z0-9-]{1,40}$/.test(word));
  const environment = {
    environment: 'stand-in',
    regions: Object.fromEntries(regions.map((region) => [region, {}])),
    pace: { every: '1ms', sustained: '1ms' },
    components: {
      ...Object.fromEntries(words.map((word) => [word, { kind: anyKind }])),
      ...Object.fromEntries(needs.map(([, component, kind]) => [component, { kind }])),
    },
    bind: { [runbook.runbook]: Object.fromEntries(needs.map(([name, component]) => [name, component])) },
    people: { anyone: { roles: ['none', ...words] } },
  };
  return { file: 'stand-in environment', text: JSON.stringify(environment) };
}

const anyKind = 'stand-in';

/** A kind that is everything that an operation may ask for. */
export function standInKind(catalog: Catalog): ComponentKind {
  const traits = [
    ...catalog.operations.flatMap(({ on }) => on),
    ...catalog.kinds.flatMap(({ is }) => is.map(({ trait }) => trait)),
  ];
  return { kind: anyKind, settings: unknownSettings, is: traits.map(offersUnknown), targets: () => [] };
}

/** A component is called like its need, unless a parameter means another component of that name. */
function nameNeed({ parameters }: Runbook, need: string): string {
  const meant = Object.values(parameters).flatMap(({ type, default: given }) =>
    type === 'component' ? [given].flat() : [],
  );
  return meant.includes(need) ? `need-${need}` : need;
}

/** Values for the regions, of which any will do. What else has no default is left open: references to it say nothing. */
export function standInParameters(runbook: Runbook): Record<string, string> {
  const open = openNames(runbook, ['region']);
  return Object.fromEntries(open.map((name) => [name, ownValueOf(name, 'region')]));
}

/** A value of a parameter that no runbook names. */
export function ownValueOf(name: string, type: Parameter['type']): string {
  const own = {
    duration: '7m',
    percent: '7%',
    number: '7',
    instant: '2026-01-31T09:00:00Z',
    region: `stand-in-${name}`.slice(0, 40).toLowerCase(),
    component: `stand-in-${name}`.slice(0, 40).toLowerCase(),
    text: 'stand-in',
    choice: 'stand-in',
  };
  return own[type];
}

/** The catalog without what only a real environment has: what components offer, and the labels that they declare. */
export function standInCatalog(catalog: Catalog, written: unknown): Catalog {
  const labels = labelsIn(written);
  return {
    kinds: catalog.kinds.map((kind) => ({
      ...kind,
      settings: unknownSettings,
      is: kind.is.map(({ trait }) => offersUnknown(trait)),
      targets: () => [],
    })),
    operations: catalog.operations.map((operation) => withLabels(operation, labels)),
  };
}

const unknownSettings = z.record(z.string(), z.json());

function offersUnknown({ name }: Trait): ComponentKind['is'][number] {
  return offers({ name, shape: unknownSettings }, () => ({}));
}

function ownNames(runbook: Runbook): string[] {
  return openNames(runbook, ['region', 'component']).map((name) => ownValueOf(name, 'region'));
}

function openNames({ parameters }: Runbook, types: Parameter['type'][]): string[] {
  return Object.entries(parameters).flatMap(([name, { type, default: given }]) =>
    types.includes(type) && given === undefined ? [name] : [],
  );
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
