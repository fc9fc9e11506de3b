import { defaultPayloadConverter } from '@temporalio/common';
import { expect, test } from 'vitest';
import * as aliases from '../../workflows/aliases.ts';
import { fakePlan } from '../support/fake-plan.ts';
import { useWorkflowBench } from '../support/use-workflow-bench.ts';

const bench = useWorkflowBench();

test.each(Object.entries(aliases))(
  'the workflow type %s runs a drill of its runbook',
  async (type, { runbook }) => {
    bench.world.plans[type] = fakePlan(type, []);
    const handle = await bench.client.workflow.start(type, {
      taskQueue: 'drillmaster',
      workflowId: `alias-${type}`,
      args: [{ environment: type, by: 'carol' }],
    });

    expect(await handle.result()).toMatchObject({ outcome: 'completed' });
    const { events } = await handle.fetchHistory();
    const prepare = events?.find((event) => event.activityTaskScheduledEventAttributes);
    const [input] = prepare?.activityTaskScheduledEventAttributes?.input?.payloads ?? [];
    expect(defaultPayloadConverter.fromPayload(input!)).toEqual({ environment: type, by: 'carol', runbook });
  },
);
