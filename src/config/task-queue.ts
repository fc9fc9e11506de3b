/** Task queue of the workflows and of the activities that any worker may run. */
export const taskQueue = 'drillmaster';
