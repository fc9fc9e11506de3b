/** Rules that hold for what is loaded when the program runs; types may come from anywhere (CONTRIBUTING, "Layers"). */
const { core, forbid, options } = require('./shared.cjs');

const zodFreeCore = '^src/(time|errors|condition|operation|samples|timeline|plan/(plan|limit-phase)\\.ts)';

module.exports = {
  forbidden: [
    forbid('no-circles', {}, { circular: true }),
    forbid('core-has-no-builtins', { path: core }, { dependencyTypes: ['core'] }),
    forbid(
      'core-has-no-packages',
      { path: core },
      { path: 'node_modules/', pathNot: 'node_modules/(zod|yaml)/' },
    ),
    forbid(
      'only-clients-load-sdks',
      { path: '^(src|workflows|activities)/', pathNot: '^activities/clients(/|\\.ts$)' },
      { path: 'node_modules/(@aws-sdk|pg)/' },
    ),
    forbid(
      'workflows-take-core-values',
      { path: '^workflows/' },
      { path: '^(src|activities|infra|test)/', pathNot: zodFreeCore },
    ),
    forbid('workflows-reach-no-zod', { path: '^workflows/' }, { path: 'node_modules/zod/', reachable: true }),
    forbid(
      'workflows-have-no-packages-but-temporal',
      { path: '^workflows/' },
      { path: 'node_modules/', pathNot: 'node_modules/@temporalio/(workflow|common)/' },
    ),
    forbid('workflows-have-no-builtins', { path: '^workflows/' }, { dependencyTypes: ['core'] }),
    forbid(
      'client-is-the-only-temporal-client',
      { path: '^(src|activities)/', pathNot: '^src/(client|worker)/' },
      { path: 'node_modules/@temporalio/' },
    ),
    forbid(
      'catalog-loads-no-sdk',
      { path: '^activities/catalog\\.ts$' },
      { path: '^activities/(clients|context)' },
    ),
  ],
  options: { ...options, tsPreCompilationDeps: false },
};
