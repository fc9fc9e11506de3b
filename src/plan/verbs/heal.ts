import { reportUnknown } from '../scope.ts';
import { spreadStep } from './spread-step.ts';
import type { VerbRules } from './verb-rules.ts';

/** Heals the faults of an earlier inject step. They learn in the plan that they are healed here. */
export const healVerb: VerbRules<'heal'> = {
  compile({ scope, before }, written, path) {
    const known = before.get(written.heal);
    const at = [...path, 'heal'];
    if (known?.verb === 'unreadable') return null;
    if (known === undefined || known.faults.length === 0) {
      const faults = [...before.values()].flatMap(({ id, faults: found }) => (found.length > 0 ? [id] : []));
      reportUnknown(scope, at, { noun: 'earlier inject step', name: written.heal, known: faults });
      return null;
    }
    if (known.faults.some((fault) => fault.heal.kind !== 'end')) {
      scope.report(
        at,
        `expected a fault that nothing else heals, got "${written.heal}"`,
        'heal it once: by a step, or by "for"',
      );
      return null;
    }
    const parts = known.faults.map((fault) => ({ component: fault.component, fault }));
    return spreadStep(written, parts, (base, { fault }) => {
      fault.heal = { kind: 'step', step: base.id };
      return { verb: 'heal', ...base, fault: fault.id };
    });
  },
  describe: (step) => [`heal ${step.fault}`],
  // A fault that its heal step has reached is no longer in danger of its ttl.
  worstCaseMs: () => 0,
};
