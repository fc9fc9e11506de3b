import {
  proxySinks,
  workflowInfo,
  type Sinks,
  type WorkflowInterceptors,
  type WorkflowOutboundCallsInterceptor,
} from '@temporalio/workflow';

/** What runs outside the sandbox, after the code of a workflow task and before the server is told what it decided. */
export interface CutSinks extends Sinks {
  cuts: { reach(cut: string): void };
}

/**
 * Names every timer and signal of a workflow and says when it is reached: before the server is told of it, and in the
 * task in which its end is known. Replays give the same names.
 */
export function interceptors(): WorkflowInterceptors {
  return { outbound: [nameCuts(workflowInfo().workflowType)] };
}

function nameCuts(workflow: string): WorkflowOutboundCallsInterceptor {
  const { cuts } = proxySinks<CutSinks>();
  const seen = new Map<string, number>();
  const name = (what: string) => {
    const count = (seen.get(what) ?? 0) + 1;
    seen.set(what, count);
    return `${workflow}: ${what}${count === 1 ? '' : `#${count}`}`;
  };
  const pass = async (what: string, act: () => Promise<void>) => {
    const cut = name(what);
    cuts.reach(`${cut}/before`);
    await act();
    cuts.reach(`${cut}/after`);
  };
  return {
    startTimer: (input, next) => pass(`timer ${nameTimer(input.options?.summary)}`, () => next(input)),
    signalWorkflow: (input, next) => pass(`signal ${input.signalName}`, () => next(input)),
  };
}

/** The code of an approval is another one in every drill. */
function nameTimer(summary = 'without a name'): string {
  return summary.replace(/: code .*/, '');
}
