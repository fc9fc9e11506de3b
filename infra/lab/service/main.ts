import { z } from 'zod';
import { createApp } from './app.ts';
import { createOrders } from './orders.ts';

const Settings = z.object({
  SERVICE_REGION: z.string().min(1),
  SERVICE_HOST: z.ipv4(),
  SERVICE_PORT: z.coerce.number().int().positive(),
  DATABASE_HOST: z.ipv4(),
  DATABASE_PORT: z.coerce.number().int().positive(),
  DATABASE_NAME: z.string().min(1),
  DATABASE_USER: z.string().min(1),
  DATABASE_PASSWORD: z.string().min(1),
});

/** The reference service of one region: it takes and shows orders, and tells honestly when it cannot. */
const settings = Settings.parse(process.env);
const orders = createOrders({
  host: settings.DATABASE_HOST,
  port: settings.DATABASE_PORT,
  database: settings.DATABASE_NAME,
  user: settings.DATABASE_USER,
  password: settings.DATABASE_PASSWORD,
});
const app = createApp(settings.SERVICE_REGION, orders);
await app.listen({ host: settings.SERVICE_HOST, port: settings.SERVICE_PORT });
