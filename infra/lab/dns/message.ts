import type { Resource } from 'dns2';
import { Packet } from 'dns2';
import type { RecordSet, RecordType } from './zone.ts';
import { normalizeName } from './zone.ts';

const { A, CNAME, SOA } = Packet.TYPE;
const RCODES = { ok: 0, 'server-failure': 2, 'no-name': 3, refused: 5 } as const;

export type ResponseCode = keyof typeof RCODES;

export interface Question {
  packet: Packet;
  name: string;
  /** `A`, `CNAME`, ...; a type that the lab does not serve is its number as text. */
  type: string;
}

interface Soa {
  origin: string;
  serial: number;
  negativeTtlSeconds: number;
}

export interface Response {
  code: ResponseCode;
  sets: RecordSet[];
  soa?: Soa;
  authoritative: boolean;
}

/** Reads the question of a query; undefined for what is not a query with one question. */
export function readQuestion(datagram: Buffer): Question | undefined {
  const packet = parsePacket(datagram);
  const question = packet?.questions[0];
  if (!packet || !question || packet.header.qr === 1) return undefined;
  return { packet, name: normalizeName(question.name), type: nameType(question.type) };
}

export function writeQuestion(id: number, name: string, type: RecordType): Buffer {
  const packet = new Packet();
  packet.header.id = id;
  packet.header.rd = 1;
  packet.questions.push(new Packet.Question({ name, type: Packet.TYPE[type], class: Packet.CLASS.IN }));
  return packet.toBuffer();
}

export function writeResponse(question: Question, response: Response): Buffer {
  const packet = Packet.createResponseFromRequest(question.packet);
  packet.header.aa = response.authoritative ? 1 : 0;
  packet.header.ra = response.authoritative ? 0 : 1;
  packet.header.rcode = RCODES[response.code];
  packet.answers.push(...response.sets.flatMap(toResources));
  if (response.soa) packet.authorities.push(toSoaResource(response.soa));
  return packet.toBuffer();
}

/** Reads an answer to query `id`; undefined when the datagram answers something else. */
export function readResponse(datagram: Buffer, id: number): Response | undefined {
  const packet = parsePacket(datagram);
  if (!packet || packet.header.qr !== 1 || packet.header.id !== id) return undefined;
  const soa = packet.authorities.find((resource) => resource.type === SOA);
  return {
    code: nameCode(packet.header.rcode),
    authoritative: packet.header.aa === 1,
    sets: groupSets(packet.answers),
    ...(soa && { soa: toSoa(soa) }),
  };
}

/** dns2 throws on a datagram that ends within the header. */
function parsePacket(datagram: Buffer): Packet | undefined {
  try {
    return Packet.parse(datagram);
  } catch {
    return undefined;
  }
}

function nameType(type: number): string {
  return type === A ? 'A' : type === CNAME ? 'CNAME' : String(type);
}

function nameCode(rcode: number): ResponseCode {
  if (rcode === RCODES.ok) return 'ok';
  if (rcode === RCODES['no-name']) return 'no-name';
  return rcode === RCODES.refused ? 'refused' : 'server-failure';
}

function toResources(set: RecordSet): Resource[] {
  return set.values.map((value) => {
    const resource = new Packet.Resource(set.name, Packet.TYPE[set.type], Packet.CLASS.IN, set.ttlSeconds);
    return Object.assign(resource, set.type === 'A' ? { address: value } : { domain: value });
  });
}

function toSoaResource(soa: Soa): Resource {
  const resource = new Packet.Resource(soa.origin, SOA, Packet.CLASS.IN, soa.negativeTtlSeconds);
  return Object.assign(resource, {
    primary: `ns.${soa.origin}`,
    admin: `hostmaster.${soa.origin}`,
    serial: soa.serial,
    refresh: 7200,
    retry: 900,
    expiration: 1_209_600,
    minimum: soa.negativeTtlSeconds,
  });
}

/** The negative TTL is the smaller of the SOA record's own TTL and its minimum (RFC 2308). */
function toSoa(resource: Resource): Soa {
  const negativeTtlSeconds = Math.min(resource.ttl, resource.minimum ?? 0);
  return { origin: normalizeName(resource.name), serial: resource.serial ?? 0, negativeTtlSeconds };
}

function groupSets(resources: Resource[]): RecordSet[] {
  const sets = new Map<string, RecordSet>();
  for (const resource of resources) {
    const type = nameType(resource.type);
    if (type !== 'A' && type !== 'CNAME') continue;
    const name = normalizeName(resource.name);
    const value = type === 'A' ? (resource.address ?? '') : normalizeName(resource.domain ?? '');
    const set = sets.get(`${name}/${type}`);
    if (set) set.values.push(value);
    else sets.set(`${name}/${type}`, { name, type, ttlSeconds: resource.ttl, values: [value] });
  }
  return [...sets.values()];
}
