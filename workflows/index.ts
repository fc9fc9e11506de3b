// What Temporal can start: every export is a workflow type.
export { drill } from './drill/drill.ts';
export { guardian } from './guardian/guardian.ts';
export { regionFailover } from './aliases.ts';
