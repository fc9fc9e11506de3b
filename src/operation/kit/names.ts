import type { NameRecord } from '../name-record.ts';
import type { Target } from '../target.ts';
import { requireRegion } from './require-region.ts';

/** Names are the same whatever their case and with or without the dot of the root. */
export function isSameName(one: string, other: string): boolean {
  return bareName(one) === bareName(other);
}

/** A name in the one form in which names can be compared. */
export function bareName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** The target that a name record is: one record set of one zone. */
export function nameTarget(component: string, { zone, host, type }: NameRecord): Target {
  return { component, region: null, id: `${zone}/${host}/${type}` };
}

/** The value that a name has in a region: the address or name of what serves there. Throws `UnknownRegion`. */
export function findRegionValue({ host, values }: NameRecord, region: string): string {
  return requireRegion(values, region, {
    what: `no value of ${host}`,
    hint: 'add the value of that region to the record in the environment',
  });
}
