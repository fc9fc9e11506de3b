import { OperationError } from '../../errors/operation-error.ts';
import type { OperationContext } from '../contract.ts';
import type { JsonObject } from '../json.ts';
import type { Component } from '../surroundings.ts';
import type { Trait } from '../traits.ts';

/** What the component that the step or watch targets offers by a trait. Throws `TargetMissing` and `TraitMissing`. */
export function requireTarget<Offered extends JsonObject>(
  ctx: OperationContext,
  trait: Trait<Offered>,
): Offered {
  return requireTrait(requireComponent(ctx), trait);
}

/** The component that the step or watch targets. Throws `TargetMissing`. */
export function requireComponent(ctx: OperationContext): Component {
  if (ctx.component !== null) return ctx.component;
  throw new OperationError({
    kind: 'TargetMissing',
    message: 'operation not started: expected a component as its target, got none',
    hint: 'name one with `target:`',
    retryable: false,
  });
}

/** What a component offers by a trait. Throws `TraitMissing`. */
export function requireTrait<Offered extends JsonObject>(
  component: Component,
  trait: Trait<Offered>,
): Offered {
  const offered = findTrait(component, trait);
  if (offered !== null) return offered;
  throw new OperationError({
    kind: 'TraitMissing',
    message: `operation not started: expected ${component.name} to be ${trait.name}, got ${Object.keys(component.traits).join(', ')}`,
    hint: 'name a component of another kind',
    retryable: false,
  });
}

/** What a component offers by a trait; null when it does not. */
export function findTrait<Offered extends JsonObject>(
  { traits }: Component,
  { name, shape }: Trait<Offered>,
): Offered | null {
  return Object.hasOwn(traits, name) ? shape.parse(traits[name]) : null;
}
