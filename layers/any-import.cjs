/** Rules that hold for every import, also of a type alone (CONTRIBUTING, "Layers"). */
const { core, forbid, options } = require('./shared.cjs');

module.exports = {
  forbidden: [
    forbid(
      'core-stays-inside',
      { path: core },
      { path: '^(src|workflows|activities|infra|test)/', pathNot: core },
    ),
    forbid(
      'time-and-errors-know-nobody',
      { path: '^src/(time|errors)/' },
      { path: '^src/', pathNot: '^src/(time|errors)/' },
    ),
    forbid(
      'measuring-knows-no-languages',
      { path: '^src/(samples|timeline)/' },
      { path: '^src/(judge|report|document|runbook|environment)/' },
    ),
    forbid(
      'report-is-last',
      { path: '^src/(runbook|environment|plan|operation|document)/' },
      { path: '^src/(judge|report)/' },
    ),
    forbid(
      'conditions-know-no-operation',
      { path: '^src/condition/' },
      { path: '^src/', pathNot: '^src/(condition|time|errors)/' },
    ),
    forbid(
      'evidence-knows-no-process',
      { path: '^src/(evidence|host)/' },
      { path: '^src/(companion|worker|sweep|client|cli|faults)/' },
    ),
    forbid(
      'faults-know-no-caller',
      { path: '^src/faults/' },
      {
        path: '^(src|workflows|activities|infra|test)/',
        pathNot: '^(src/(faults|evidence|host|operation|time|errors)/|activities/(clients|context)\\.ts$)',
      },
    ),
    forbid(
      'seam-knows-neither-side',
      { path: '^workflows/seam/' },
      { path: '^(workflows|src/(worker|client))/', pathNot: '^workflows/seam/' },
    ),
    forbid('guardian-knows-no-drill', { path: '^workflows/guardian/' }, { path: '^workflows/drill/' }),
    forbid('report-knows-no-judge', { path: '^src/report/' }, { path: '^src/judge/' }),
    forbid(
      'operations-know-no-plan',
      { path: '^src/operation/' },
      { path: '^src/(runbook|environment|document|plan|judge|report|timeline)/' },
    ),
    forbid(
      'providers-see-the-contract-only',
      { path: '^activities/[^/]+/', pathNot: '^activities/clients/' },
      { path: '^(src|workflows|infra|test)/', pathNot: '^src/(operation|condition|time|errors)/' },
    ),
    forbid(
      'providers-are-strangers',
      { path: '^activities/([^/]+)/' },
      { path: '^activities/[^/]+', pathNot: '^activities/$1/' },
    ),
    forbid(
      'aws-services-are-strangers',
      { path: '^activities/aws/([^/]+)/' },
      { path: '^activities/aws/[^/]+/', pathNot: '^activities/aws/$1/' },
    ),
    forbid('cli-asks-the-client', { path: '^src/cli/' }, { path: 'node_modules/@temporalio/' }),
    forbid(
      'nobody-imports-infra-or-test',
      { path: '^(src|workflows|activities)/' },
      { path: '^(infra|test)/' },
    ),
    forbid(
      'nobody-imports-bench',
      { path: '^(src|workflows|activities|infra|test)/', pathNot: '^test/unit/bench/' },
      { path: '^bench/' },
    ),
    forbid('infra-is-no-part-of-tests', { path: '^infra/' }, { path: '^test/' }),
  ],
  options: { ...options, tsPreCompilationDeps: true },
};
