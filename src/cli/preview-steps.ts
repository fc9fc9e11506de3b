import { createClients } from '../../activities/clients.ts';
import { createContext } from '../../activities/context.ts';
import { catalog } from '../../activities/catalog.ts';
import { messageOf, OperationError } from '../errors/operation-error.ts';
import type { Change, OperationContext } from '../operation/contract.ts';
import { findOperation } from '../operation/find-operation.ts';
import { type DoStep, flattenSteps, type InjectStep, type Plan } from '../plan/plan.ts';

/** What a mutating step would change now; `later`: that depends on steps before it. */
export type StepPreview = { step: string; operation: string } & (
  | { kind: 'changes'; changes: Change[] }
  | { kind: 'later'; why: string }
  | { kind: 'failed'; why: string; hint: string }
);

const withinMs = 30_000;

/** Asks the preview of every mutating step, one after the other, with a context that cannot change anything. */
export async function previewSteps(plan: Plan): Promise<StepPreview[]> {
  const clients = createClients(plan.surroundings, () => {});
  const previews: StepPreview[] = [];
  try {
    for (const step of flattenSteps(plan.steps)) {
      if (step.verb !== 'do' && step.verb !== 'inject') continue;
      previews.push(await previewStep(step, { plan, clients, first: previews.length === 0 }));
    }
  } finally {
    await clients.close();
  }
  return previews;
}

interface Looking {
  plan: Plan;
  clients: ReturnType<typeof createClients>;
  /** Nothing has changed yet before this step: a look that fails is not explained by the steps before it. */
  first: boolean;
}

async function previewStep(step: DoStep | InjectStep, looking: Looking): Promise<StepPreview> {
  const named = { step: step.id, operation: step.operation };
  const operation = findOperation(catalog, step.operation);
  if (operation?.kind !== 'action' && operation?.kind !== 'fault')
    throw new Error(`no such operation: ${step.operation}`);
  if (JSON.stringify(step.with).includes('"$ref"')) {
    return { ...named, kind: 'later', why: 'it uses the result of an earlier step' };
  }
  try {
    const { changes } = await operation.preview(createReadingContext(step, looking), step.with);
    return { ...named, kind: 'changes', changes };
  } catch (error) {
    if (!looking.first) return { ...named, kind: 'later', why: messageOf(error) };
    const hint =
      error instanceof OperationError ? error.hint : 'check that the environment can be reached from here';
    return { ...named, kind: 'failed', why: messageOf(error), hint };
  }
}

/** The same context as in the worker, but its gate is shut. */
function createReadingContext(step: DoStep | InjectStep, { plan, clients }: Looking): OperationContext {
  return createContext({
    drill: { id: 'plan', key: 'plan', step: step.id },
    surroundings: plan.surroundings,
    component: step.component === null ? null : (plan.surroundings.components[step.component] ?? null),
    clients,
    signal: AbortSignal.timeout(withinMs),
    mutate: refuseToMutate,
    beat: () => {},
    log: { info: () => {}, warn: () => {} },
    readSeries: async (watch) => {
      throw new Error(`no samples of ${watch} before the drill`);
    },
  });
}

async function refuseToMutate(what: string): Promise<never> {
  throw new OperationError({
    kind: 'ReadOnly',
    message: `preview wanted to change something: expected reads only, got: ${what}`,
    hint: 'this is a defect of the operation: a preview must be read-only',
    retryable: false,
  });
}
