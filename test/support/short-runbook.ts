/** A failover whose fault may be short: every deadline is a few seconds, and a person is asked at the end. */
export const shortFailover = `
runbook: short-failover
title: Fail over in seconds
purpose: Shows who heals when everything else is dead.
parameters: { from: { type: region }, to: { type: region } }
needs: { database: rds-postgres, services: [service] }
hurts: [services, database]
objectives: { reads: { rto: 10m } }
watch:
  reads: { sample: http.request, target: services, with: { request: read } }
steady:
  - { watch: reads, that: [ok >= 90%] }
steps:
  - { step: lose-region, inject: region.power-off, with: { region: $from }, ttl: 85s, within: 6s }
  - { step: fence, do: rds.fence, target: database, with: { region: $from, through: $services }, within: 5s, attempts: 1 }
  - { step: promote, do: rds.promote-replica, target: database, with: { region: $to }, requires: fence, irreversible: accepted, within: 12s, attempts: 1 }
  - { step: swap, do: route53.swap, target: services, with: { to: $to }, within: 5s, attempts: 1 }
  - { step: enough, approve: { by: incident-commander, ask: Is it enough?, within: 3s, otherwise: ask } }
settled:
  - { watch: reads, that: [ok >= 90%], from: $to }
`;

/** The same with time enough on a busy machine, sealed and waiting for a person. */
export const sealedFailover = shortFailover
  .replace('runbook: short-failover', 'runbook: sealed-failover')
  .replace(/ttl: \w+/, 'ttl: 2h')
  .replace('within: 3s', 'within: 5m')
  .replaceAll(/within: (5|6|12)s/g, 'within: 40s');

/** A runbook that loses a region and moves the services' names only; `steps` are lines of YAML. */
export function writeOutage(head: { name: string; title: string; purpose: string }, steps: string): string {
  return `
runbook: ${head.name}
title: ${head.title}
purpose: ${head.purpose}
parameters: { from: { type: region }, to: { type: region } }
needs: { services: [service] }
hurts: [services]
objectives: { reads: { rto: 10m } }
watch:
  reads: { sample: http.request, target: services, with: { request: read } }
steady:
  - { watch: reads, that: [ok >= 90%] }
steps:
${steps}
`;
}

/** An outage that is only undone: the services' name moves, and a person is asked before anything else. */
export const undoneOutage = writeOutage(
  {
    name: 'undone-outage',
    title: 'Lose a region and think again',
    purpose: 'Shows that everything goes back to the start.',
  },
  `  - { step: lose-region, inject: region.power-off, with: { region: $from }, ttl: 30m }
  - { step: swap, do: route53.swap, target: services, with: { to: $to } }
  - { step: enough, approve: { by: incident-commander, ask: Is it enough?, within: 5m, otherwise: undo } }`,
);
