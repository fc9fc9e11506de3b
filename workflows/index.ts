// What Temporal can start: every export is a workflow type.
export { drill } from './drill.ts';
export { guardian } from './guardian.ts';
export { regionFailover } from './aliases.ts';
