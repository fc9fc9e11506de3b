/** The core is pure: no Node builtins, no clock, no I/O, no Temporal; only zod and yaml. */
const core =
  '^src/(time|errors|condition|operation|samples|timeline|judge|report|document|runbook|environment|plan)/';

/** Files that match `from` may not import what matches `to`. */
function forbid(name, from, to) {
  return { name, severity: 'error', from, to };
}

const options = {
  doNotFollow: { path: 'node_modules' },
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['import', 'require', 'node', 'default', 'types'],
  },
  moduleSystems: ['es6', 'cjs'],
};

module.exports = { core, forbid, options };
