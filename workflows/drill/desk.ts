import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import type { KnownEvidence } from '../seam/contract.ts';
import * as messages from '../seam/messages.ts';
import type { ApprovalMessage, PersonMessage } from '../seam/messages.ts';
import { describeStatus } from './board.ts';
import { type OpenQuestion, type Run, record, refreshBoard } from './run.ts';

type Via = 'update' | 'signal';

/** One thing that people can say: why it cannot be taken now (null: it can), and what taking it does. */
interface Saying<Message> {
  refusal(run: Run, message: Message): string | null;
  apply(run: Run, message: Message, via: Via): string;
}

/**
 * Registers everything that people can say to a drill, the update and the signal of a name alike. An update that makes no
 * sense is rejected with a sentence; a signal cannot be, so its refusal goes to the timeline. A signal that comes while the
 * drill is prepared is heard when `hearEarly` is called.
 */
export function openDesk(current: () => Run | null): { hearEarly(): void } {
  answerQueries(current);
  const early: (() => void)[] = [];
  const listen = createListener(current, early);
  listen(
    messages.approve,
    messages.approveSignal,
    answering('approved'),
    'Approve: {"code":"K7F2","name":"alice"}',
  );
  listen(
    messages.decline,
    messages.declineSignal,
    answering('declined'),
    'Decline: {"code":"K7F2","name":"alice"}',
  );
  listen(
    messages.abort,
    messages.abortSignal,
    aborting,
    'Stop and undo, or ask: {"name":"alice","reason":"why"}',
  );
  listen(
    messages.retry,
    messages.retrySignal,
    deciding('retry'),
    'Try the asking step again: {"name":"alice"}',
  );
  listen(
    messages.skip,
    messages.skipSignal,
    deciding('skip'),
    'Go on without it: {"name":"alice","reason":"why"}',
  );
  listen(
    messages.giveUp,
    messages.giveUpSignal,
    deciding('give-up'),
    'Stop here: {"name":"alice","reason":"why"}',
  );
  return { hearEarly: () => early.splice(0).forEach((hear) => hear()) };
}

function answerQueries(current: () => Run | null): void {
  setHandler(messages.status, () => describeStatus(requireRun(current)), {
    description: 'Where the drill is',
  });
  setHandler(messages.timeline, () => current()?.timeline ?? [], { description: 'All events so far' });
  setHandler(messages.report, () => current()?.report ?? null, {
    description: 'The report; null until it is judged',
  });
  setHandler(messages.evidence, () => describeEvidence(requireRun(current)), {
    description: 'Engine: what judging needs',
  });
}

function describeEvidence({ plan, timeline, prepared, calls }: Run): KnownEvidence {
  return { plan, timeline, startedBy: prepared.startedBy, ...calls };
}

function createListener(current: () => Run | null, early: (() => void)[]) {
  return <Message extends object>(
    update: UpdateDefinition<string, [Message]>,
    signal: SignalDefinition<[Message?]>,
    ...[saying, description]: [Saying<Message>, string]
  ) => {
    setHandler(update, (message) => saying.apply(requireRun(current), message ?? {}, 'update'), {
      description,
      validator: (message) => {
        const why = saying.refusal(requireRun(current), readObject(message) as Message);
        if (why !== null) throw refuse(why);
      },
    });
    const onSignal = (message?: Message) => {
      const run = current();
      if (run === null) return void early.push(() => onSignal(message));
      const said = readObject(message) as Message;
      const why = saying.refusal(run, said);
      if (why === null) saying.apply(run, said, 'signal');
      else record(run, { kind: 'message-refused', at: null, message: signal.name, why });
    };
    setHandler(signal, onSignal, { description });
  };
}

function answering(decision: 'approved' | 'declined'): Saying<ApprovalMessage> {
  return {
    refusal(run, { code, name }) {
      if (findStepOfCode(run, code) === null)
        return describeOpenApproval(run, `expected the code of the open approval, got ${show(code)}`);
      if (typeof name !== 'string' || name === '')
        return 'expected {"code": ..., "name": ...} with the name of a person of the environment, got no name';
      const person = Object.hasOwn(run.plan.people, name) ? run.plan.people[name] : undefined;
      const role = run.approval?.role;
      if (person === undefined || (role !== undefined && !person.roles.includes(role))) {
        return `expected a person with the role ${role ?? 'asked for'}, got ${show(name)}; known: ${peopleWithRole(run, role).join(', ') || 'nobody'}`;
      }
      if (run.plan.accept !== 'claimed')
        return `the environment accepts approvals with assurance ${run.plan.accept} only, got a claimed name`;
      return null;
    },
    apply(run, { code, name }, via) {
      const step = findStepOfCode(run, code)!;
      const open = run.approval;
      if (open?.step === step && open.answer === null) {
        open.answer = { decision, name: name!, via };
        refreshBoard(run);
        return `${step} ${decision} by ${name}`;
      }
      record(run, {
        kind: 'approval-answered',
        at: null,
        step,
        decision,
        name: name!,
        assurance: 'claimed',
        via,
        applied: false,
      });
      return `${step} was already answered: recorded, not applied`;
    },
  };
}

const aborting: Saying<PersonMessage> = {
  refusal: (run) =>
    run.closing && run.abort === null ? 'the drill is ending by itself: nothing to abort' : null,
  apply(run, { name, reason }, via) {
    if (run.abort !== null) return 'already aborting';
    run.abort = { name: text(name), reason: text(reason), via };
    record(run, {
      kind: 'aborted',
      at: null,
      name: text(name),
      reason: text(reason),
      sealed: run.sealedBy !== null,
    });
    for (const scope of run.scopes) scope.cancel();
    return run.sealedBy === null
      ? 'aborting: everything goes back to the start'
      : 'stopping: the drill will ask what to do';
  },
};

function deciding(decision: 'retry' | 'skip' | 'give-up'): Saying<PersonMessage> {
  return {
    refusal(run, { reason }) {
      const question = openQuestion(run);
      if (question === null && run.guardianStuck === null) return 'no step asks: nothing to decide';
      if (decision === 'skip' && !(question?.skippable ?? false))
        return 'this cannot be skipped: expected retry or give-up';
      if (decision !== 'retry' && text(reason) === null)
        return `expected {"reason": "why"} with ${decision}, got none`;
      return null;
    },
    apply(run, { name, reason }) {
      const question = openQuestion(run);
      if (question === null) {
        const tell = decision === 'retry' ? messages.retrySignal : messages.giveUpSignal;
        run.tellGuardian(tell, { name: text(name) ?? '', reason: text(reason) ?? '' });
        return `the guardian was told: ${decision}`;
      }
      question.answer = { decision, name: text(name), reason: text(reason) };
      refreshBoard(run);
      return `${question.step}: ${decision}`;
    },
  };
}

function openQuestion(run: Run): OpenQuestion | null {
  return run.questions.find((question) => question.answer === null) ?? null;
}

function findStepOfCode(run: Run, code: unknown): string | null {
  if (typeof code !== 'string') return null;
  const wanted = code.trim().toUpperCase();
  const known = Object.entries(run.prepared.codes).find(([, value]) => value === wanted);
  if (known === undefined) return null;
  const status = run.statuses[known[0]];
  return status === 'waiting' || status === undefined ? null : known[0];
}

function describeOpenApproval(run: Run, problem: string): string {
  return run.approval === null || run.approval.answer !== null
    ? `${problem}; no approval is open`
    : `${problem}; the code is on the board`;
}

function peopleWithRole(run: Run, role: string | undefined): string[] {
  const people = Object.entries(run.plan.people);
  return people
    .filter(([, person]) => role === undefined || person.roles.includes(role))
    .map(([name]) => name);
}

function requireRun(current: () => Run | null): Run {
  const run = current();
  if (run === null) throw refuse('the drill is still being prepared: try again in a moment');
  return run;
}

function refuse(message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'Refused', message, nonRetryable: true });
}

function readObject(message: unknown): object {
  return typeof message === 'object' && message !== null && !Array.isArray(message) ? message : {};
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 500) : null;
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? 'something else').slice(0, 60);
}
