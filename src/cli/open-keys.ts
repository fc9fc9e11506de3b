import { messageOf } from '../errors/operation-error.ts';
import { printProgress } from './print.ts';
import { withDrills } from './with-drills.ts';

/** Keys of the drills that are open in Temporal; null, and a word about it, when that cannot be told. */
export async function readOpenKeys(): Promise<ReadonlySet<string> | null> {
  const { listOpenDrills, maxListed } = await import('../client/find-drills.ts');
  try {
    const open = await withDrills(listOpenDrills);
    // A list that was cut does not say which drills are not open.
    return open.length < maxListed ? new Set(open.map(({ key }) => key)) : null;
  } catch (error) {
    printProgress(
      `open drills are unknown, so the companions of this host tell which faults are in use: ${messageOf(error)}`,
    );
    return null;
  }
}
