import { isIPv4 } from 'node:net';
import type { Change, HostedSet } from './hosted-set.ts';
import { isInZone } from '../dns/zone.ts';

export type BatchResult =
  | { outcome: 'applied'; sets: HostedSet[] }
  | { outcome: 'refused'; messages: string[] };

/**
 * Applies a batch to the sets of a zone as Route 53 does: all of it or nothing, in order, so that DELETE of the old
 * set followed by CREATE of the new one is a compare-and-set. The messages are worded like the real ones.
 */
export function applyChanges(origin: string, sets: HostedSet[], changes: Change[]): BatchResult {
  const messages: string[] = [];
  let current = sets;
  for (const change of changes) {
    const refusal = findRefusal(origin, current, change);
    if (refusal) messages.push(refusal);
    else current = applyChange(current, change);
  }
  const conflict = messages.length === 0 ? findAliasConflict(origin, current) : undefined;
  if (conflict) messages.push(conflict);
  return messages.length > 0 ? { outcome: 'refused', messages } : { outcome: 'applied', sets: current };
}

function applyChange(sets: HostedSet[], change: Change): HostedSet[] {
  const others = sets.filter((set) => !isSameSet(set, change.set));
  return change.action === 'DELETE' ? others : [...others, change.set];
}

function findRefusal(origin: string, sets: HostedSet[], change: Change): string | undefined {
  const { name, type } = change.set;
  if (!isInZone(origin, name)) return `RRSet with DNS name ${name}. is not permitted in zone ${origin}.`;
  const existing = sets.find((set) => isSameSet(set, change.set));
  if (change.action === 'DELETE') return findDeleteRefusal(existing, change.set);
  if (change.action === 'CREATE' && existing) {
    return `Tried to create resource record set [name='${name}.', type='${type}'] but it already exists`;
  }
  return findValueRefusal(change.set);
}

function findDeleteRefusal(existing: HostedSet | undefined, set: HostedSet): string | undefined {
  const tried = `Tried to delete resource record set [name='${set.name}.', type='${set.type}']`;
  if (!existing) return `${tried} but it was not found`;
  const same = existing.ttlSeconds === set.ttlSeconds && sameValues(existing.values, set.values);
  return same ? undefined : `${tried} but the values provided do not match the current values`;
}

function findValueRefusal(set: HostedSet): string | undefined {
  if (set.type === 'CNAME' && set.values.length > 1) {
    return `RRSet of type CNAME with DNS name ${set.name}. holds ${set.values.length} records: it may hold one`;
  }
  const wrong = set.type === 'A' ? set.values.find((value) => !isIPv4(value)) : undefined;
  if (wrong === undefined) return undefined;
  return `Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '${wrong}''`;
}

/** Checked on the result: a batch may replace an address by an alias of the same name. */
function findAliasConflict(origin: string, sets: HostedSet[]): string | undefined {
  const aliases = sets.filter((set) => set.type === 'CNAME');
  const apex = aliases.find((alias) => alias.name === origin);
  if (apex) return `RRSet of type CNAME with DNS name ${origin}. is not permitted at apex in zone ${origin}.`;
  const shared = aliases.find((alias) => sets.some((set) => set !== alias && set.name === alias.name));
  if (!shared) return undefined;
  return `RRSet of type CNAME with DNS name ${shared.name}. is not permitted as it conflicts with other records with the same DNS name in zone ${origin}.`;
}

function isSameSet(one: HostedSet, other: HostedSet): boolean {
  return one.name === other.name && one.type === other.type;
}

function sameValues(one: string[], other: string[]): boolean {
  return one.length === other.length && one.every((value) => other.includes(value));
}
