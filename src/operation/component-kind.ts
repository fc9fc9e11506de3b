import type { z } from 'zod';
import type { JsonObject } from './json.ts';
import { kindNamed } from './kind-name.ts';
import type { Component } from './surroundings.ts';
import type { Target } from './target.ts';
import type { Trait } from './traits.ts';

/** A kind of component: the schema of its settings in an environment, what it is for operations, and what it stands for. */
export interface ComponentKind<Settings extends JsonObject = JsonObject> {
  kind: string;
  settings: z.ZodType<Settings>;
  /** What operations find in it: `offers(named, (settings) => settings.endpoint)`. */
  is: Offer<Settings>[];
  /** Everything that a component of these settings stands for, resolved without any call. */
  targets(component: string, settings: Settings): Target[];
}

interface Offer<Settings> {
  trait: Trait;
  project(settings: Settings): JsonObject;
}

/** How settings give a trait. */
export function offers<Settings, Offered extends JsonObject>(
  trait: Trait<Offered>,
  project: (settings: Settings) => Offered,
): Offer<Settings> {
  return { trait, project };
}

/** Checks a kind against its contract and forgets the type of its settings, so that a catalog can hold it. */
export function defineKind<Settings extends JsonObject>(kind: ComponentKind<Settings>): ComponentKind {
  return kind;
}

/** A component as operations see it: its settings are read once, here. */
export function makeComponent(kind: ComponentKind, name: string, settings: JsonObject): Component {
  const traits = kind.is.map((offer) => [offer.trait.name, offer.trait.shape.parse(offer.project(settings))]);
  return {
    name,
    kind: kindNamed(kind.kind),
    traits: Object.fromEntries(traits),
    targets: kind.targets(name, settings),
  };
}

/** The names of the kinds that offer all of these traits. */
export function kindsOffering(kinds: ComponentKind[], traits: Trait[]): string[] {
  const offering = kinds.filter(({ is }) =>
    traits.every(({ name }) => is.some((one) => one.trait.name === name)),
  );
  return offering.map(({ kind }) => kind);
}
