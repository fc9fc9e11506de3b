/**
 * Address of a workflow in the Temporal UI. `ui` is the configured address of the UI; without it, the dev server's habit
 * (UI port = server port + 1000) and Temporal Cloud's address are assumed; null when nothing can be assumed.
 */
export function uiAddress(
  place: { ui: string | null; address: string; namespace: string },
  workflowId?: string,
): string | null {
  const base = place.ui ?? guessUi(place.address);
  if (base === null) return null;
  const workflows = `${base}/namespaces/${encodeURIComponent(place.namespace)}/workflows`;
  return workflowId === undefined ? workflows : `${workflows}/${encodeURIComponent(workflowId)}`;
}

function guessUi(address: string): string | null {
  const match = /^(?<host>.+):(?<port>\d+)$/.exec(address);
  const host = match?.groups?.['host'] ?? '';
  if (host.endsWith('.tmprl.cloud') || host.endsWith('.api.temporal.io')) return 'https://cloud.temporal.io';
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(host)) return null;
  return `http://${host}:${Number(match?.groups?.['port']) + 1000}`;
}
