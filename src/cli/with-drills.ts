import type { Drills } from '../client/connect.ts';

/** Connects, works, and closes the connection whatever happened. The SDK is loaded here, not by `drill --help`. */
export async function withDrills<Answer>(work: (drills: Drills) => Promise<Answer>): Promise<Answer> {
  const { connectDrills } = await import('../client/connect.ts');
  const drills = await connectDrills().catch(leadElsewhere);
  try {
    return await work(drills);
  } finally {
    await drills.close();
  }
}

async function leadElsewhere(error: unknown): Promise<never> {
  const { leadToLab } = await import('./lab/lead-to-lab.ts');
  throw await leadToLab(error);
}
