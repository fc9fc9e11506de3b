import type { Question, Response } from './message.ts';
import { writeResponse } from './message.ts';
import type { UdpServer } from './udp-server.ts';
import { startUdpServer } from './udp-server.ts';
import type { Zone } from './zone.ts';
import { answerFromZone } from './zone.ts';

/** Starts the authoritative name server; `readZone` gives the whole zone as it stands at the instant of each question. */
export function startAuthority(readZone: () => Zone): Promise<UdpServer> {
  return startUdpServer((question) => writeResponse(question, answer(readZone(), question)));
}

function answer(zone: Zone, question: Question): Response {
  const found = answerFromZone(zone, question.name, question.type);
  if (found.outcome === 'not-ours') return { code: 'refused', authoritative: false, sets: [] };
  if (found.outcome === 'found') return { code: 'ok', authoritative: true, sets: found.sets };
  const code = found.outcome === 'no-name' ? 'no-name' : 'ok';
  const soa = { origin: zone.origin, serial: zone.serial, negativeTtlSeconds: zone.negativeTtlSeconds };
  return { code, authoritative: true, sets: [], soa };
}
