export type RecordType = 'A' | 'CNAME';

/** One resource record set: `values` are addresses (A) or one name (CNAME); names are lower case without a final dot. */
export interface RecordSet {
  name: string;
  type: RecordType;
  ttlSeconds: number;
  values: string[];
}

/** What an authoritative server knows about one zone at one instant; never changed in place, only replaced. */
export interface Zone {
  origin: string;
  serial: number;
  /** SOA minimum: how long a resolver may keep "there is no such name", in seconds. */
  negativeTtlSeconds: number;
  sets: RecordSet[];
}

export type ZoneAnswer =
  | { outcome: 'found'; sets: RecordSet[] }
  | { outcome: 'no-data' }
  | { outcome: 'no-name' }
  | { outcome: 'not-ours' };

const MAX_ALIASES = 8;

/** Answers a question from the zone; a CNAME is followed as far as the zone goes, like a real authoritative server does. */
export function answerFromZone(zone: Zone, name: string, type: string): ZoneAnswer {
  if (!isInZone(zone.origin, name)) return { outcome: 'not-ours' };
  const sets: RecordSet[] = [];
  let current = name;
  for (let alias = 0; alias < MAX_ALIASES; alias += 1) {
    const step = findStep(zone, current, type);
    if (!step) break;
    sets.push(step);
    if (step.type === type) break;
    current = step.values[0] ?? '';
  }
  if (sets.length > 0) return { outcome: 'found', sets };
  return { outcome: nameExists(zone, name) ? 'no-data' : 'no-name' };
}

/** DNS compares names without case, and a final dot only says that the name is complete. */
export function normalizeName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

export function isInZone(origin: string, name: string): boolean {
  return name === origin || name.endsWith(`.${origin}`);
}

function findStep(zone: Zone, name: string, type: string): RecordSet | undefined {
  const here = zone.sets.filter((set) => set.name === name);
  return here.find((set) => set.type === type) ?? here.find((set) => set.type === 'CNAME');
}

/** A name above an existing one exists too, without data (RFC 8020). */
function nameExists(zone: Zone, name: string): boolean {
  return name === zone.origin || zone.sets.some((set) => isInZone(name, set.name));
}
