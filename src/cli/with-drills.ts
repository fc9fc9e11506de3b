import type { Drills } from '../client/connect.ts';

/** Connects, works, and closes the connection whatever happened. The SDK is loaded here, not by `drill --help`. */
export async function withDrills<Answer>(work: (drills: Drills) => Promise<Answer>): Promise<Answer> {
  const { connectDrills } = await import('../client/connect.ts');
  const drills = await connectDrills();
  try {
    return await work(drills);
  } finally {
    await drills.close();
  }
}
